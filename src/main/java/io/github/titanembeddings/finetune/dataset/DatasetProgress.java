package io.github.titanembeddings.finetune.dataset;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far a validation is. Immutable and safe to share between threads. */
public final class DatasetProgress {
  private final long lines;
  private final long images;
  private final long bytes;
  private final Duration elapsed;
  private final SortedMap<String, Long> violations;

  private DatasetProgress(
      long lines, long images, long bytes, Duration elapsed, SortedMap<String, Long> violations) {
    this.lines = lines;
    this.images = images;
    this.bytes = bytes;
    this.elapsed = elapsed;
    this.violations = Collections.unmodifiableSortedMap(new TreeMap<>(violations));
  }

  public static DatasetProgress of(
      long lines, long images, long bytes, Duration elapsed, SortedMap<String, Long> violations) {
    return new DatasetProgress(lines, images, bytes, elapsed, violations);
  }

  /** How many lines have been read. */
  public long lines() {
    return lines;
  }

  /** How many images have been looked at. */
  public long images() {
    return images;
  }

  /** How many bytes of manifests and images have been read. */
  public long bytes() {
    return bytes;
  }

  /** How long it has taken so far. */
  public Duration elapsed() {
    return elapsed;
  }

  /** How many lines were read in a second, on average. */
  public double linesPerSecond() {
    return perSecond(lines);
  }

  /** How many images were looked at in a second, on average. */
  public double imagesPerSecond() {
    return perSecond(images);
  }

  private double perSecond(long count) {
    return elapsed.isZero() ? 0 : count * 1e9 / elapsed.toNanos();
  }

  /** How many violations were found, by their code. */
  public SortedMap<String, Long> violations() {
    return violations;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatasetProgress that
        && lines == that.lines
        && images == that.images
        && bytes == that.bytes
        && elapsed.equals(that.elapsed)
        && violations.equals(that.violations);
  }

  @Override
  public int hashCode() {
    return Objects.hash(lines, images, bytes, elapsed, violations);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d lines, %,d images, %,d bytes, %,.0f lines/s, %,.0f images/s, violations %s",
        lines,
        images,
        bytes,
        linesPerSecond(),
        imagesPerSecond(),
        violations);
  }
}
