package io.github.titanembeddings.finetune.dataset;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The progress of a validation. Immutable.
 *
 * @param lines the number of manifest lines read
 * @param images the number of images checked
 * @param bytes the number of bytes read from manifests and images
 * @param elapsed the time since the validation started
 * @param violations the number of violations found so far, by code
 */
public record DatasetProgress(
    long lines, long images, long bytes, Duration elapsed, SortedMap<String, Long> violations) {
  /** Requires all values and copies the map. */
  public DatasetProgress {
    Objects.requireNonNull(elapsed, "elapsed");
    violations = Collections.unmodifiableSortedMap(new TreeMap<>(violations));
  }

  /** Returns the average number of lines read per second; 0 if no time has elapsed. */
  public double linesPerSecond() {
    return perSecond(lines);
  }

  /** Returns the average number of images checked per second; 0 if no time has elapsed. */
  public double imagesPerSecond() {
    return perSecond(images);
  }

  private double perSecond(long count) {
    return elapsed.isZero() ? 0 : count * 1e9 / elapsed.toNanos();
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
