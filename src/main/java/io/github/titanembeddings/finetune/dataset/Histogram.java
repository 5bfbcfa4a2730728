package io.github.titanembeddings.finetune.dataset;

import java.util.List;
import java.util.Objects;

/**
 * A histogram of numbers. Immutable.
 *
 * @param unit the unit of the numbers, such as {@code characters} or {@code pixels}
 * @param bounds the inclusive upper bounds of the ranges, ascending
 * @param counts the count of each range; the last, one more than there are bounds, is the count of
 *     numbers above every bound
 * @param min the smallest number; 0 if there are none
 * @param max the largest number; 0 if there are none
 * @param mean the mean; 0 if there are none
 */
public record Histogram(
    String unit, List<Long> bounds, List<Long> counts, long min, long max, double mean) {
  /** Requires all values and copies the lists. */
  public Histogram {
    Objects.requireNonNull(unit, "unit");
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
  }

  /** Returns the number of values. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return "Histogram[" + min + " to " + max + " " + unit + ", " + counts + "]";
  }
}
