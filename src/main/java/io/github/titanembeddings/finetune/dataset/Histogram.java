package io.github.titanembeddings.finetune.dataset;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How often a number took which values. Immutable and safe to share between threads.
 *
 * <p>There are some bounds, each inclusive, and one more count than bounds: the last is of the
 * numbers above them all.
 */
public final class Histogram {
  private final String unit;
  private final List<Long> bounds;
  private final List<Long> counts;
  private final long min;
  private final long max;
  private final double mean;

  private Histogram(
      String unit, List<Long> bounds, List<Long> counts, long min, long max, double mean) {
    this.unit = unit;
    this.bounds = List.copyOf(bounds);
    this.counts = List.copyOf(counts);
    this.min = min;
    this.max = max;
    this.mean = mean;
  }

  public static Histogram of(
      String unit, List<Long> bounds, List<Long> counts, long min, long max, double mean) {
    return new Histogram(unit, bounds, counts, min, max, mean);
  }

  /** What is counted: {@code characters}, {@code pixels}. */
  public String unit() {
    return unit;
  }

  /** The upper ends of all ranges but the last, rising, inclusive. */
  public List<Long> bounds() {
    return bounds;
  }

  /** How many numbers are in each range; one more than there are bounds. */
  public List<Long> counts() {
    return counts;
  }

  /** How many numbers there are. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** The smallest number; 0 if there is none. */
  public long min() {
    return min;
  }

  /** The largest number; 0 if there is none. */
  public long max() {
    return max;
  }

  /** The mean of the numbers; 0 if there is none. */
  public double mean() {
    return mean;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Histogram that
        && unit.equals(that.unit)
        && bounds.equals(that.bounds)
        && counts.equals(that.counts)
        && min == that.min
        && max == that.max
        && Double.compare(mean, that.mean) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(unit, bounds, counts, min, max, mean);
  }

  @Override
  public String toString() {
    return "Histogram[" + min + " to " + max + " " + unit + ", " + counts + "]";
  }
}
