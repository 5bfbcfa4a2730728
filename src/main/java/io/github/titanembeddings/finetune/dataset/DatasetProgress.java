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

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d lines, %,d images, %,d bytes, violations %s",
        lines,
        images,
        bytes,
        violations);
  }
}
