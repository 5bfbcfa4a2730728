package io.github.titanembeddings.evaluation;

import java.util.Locale;

/**
 * The value of a metric with its 95 % confidence interval (percentile bootstrap over the queries).
 * Immutable.
 *
 * @param value the value over all queries
 * @param low the lower bound of the interval
 * @param high the upper bound of the interval
 */
public record Score(double value, double low, double high) {
  /** Returns a text such as {@code 0.512 [0.480, 0.544]}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
  }
}
