package io.github.titanembeddings.evaluation;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A figure with the 95 % interval that resampling the queries gives (percentile bootstrap).
 * Immutable and safe to share between threads.
 */
public final class Score {
  private final double value;
  private final double low;
  private final double high;

  private Score(double value, double low, double high) {
    this.value = value;
    this.low = low;
    this.high = high;
  }

  /** A figure and the bounds of its interval. */
  public static Score of(double value, double low, double high) {
    return new Score(value, low, high);
  }

  /** The figure over all queries. */
  public double value() {
    return value;
  }

  /** The lower bound of its interval. */
  public double low() {
    return low;
  }

  /** The upper bound of its interval. */
  public double high() {
    return high;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Score that
        && Double.compare(value, that.value) == 0
        && Double.compare(low, that.low) == 0
        && Double.compare(high, that.high) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, low, high);
  }

  /** As in {@code 0.512 [0.480, 0.544]}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
  }
}
