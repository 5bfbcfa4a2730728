package io.github.titanembeddings.job;

import java.time.Duration;

/**
 * The poll interval and timeout of a wait. Immutable.
 *
 * <p>Pauses are randomized by ±20 %. After throttled or failed polls they grow exponentially, to at
 * most 4 times the interval; {@code Retry-After} is honored up to the same limit.
 *
 * <pre>{@code
 * WaitOptions options = WaitOptions.defaults().withTimeout(Duration.ofHours(8));
 * }</pre>
 *
 * @param pollInterval the pause between polls, positive and at most 365 days
 * @param timeout the maximum duration of the wait, positive and at most 365 days
 */
public record WaitOptions(Duration pollInterval, Duration timeout) {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final WaitOptions DEFAULTS =
      new WaitOptions(Duration.ofSeconds(30), Duration.ofHours(24));

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if a duration is out of range
   */
  public WaitOptions {
    require("pollInterval", pollInterval);
    require("timeout", timeout);
  }

  private static void require(String name, Duration value) {
    if (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be positive and at most 365 days, was " + value);
    }
  }

  /** Returns an interval of 30 seconds and a timeout of 24 hours. */
  public static WaitOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Returns these options with another pause between polls.
   *
   * @throws IllegalArgumentException if the pause is out of range
   */
  public WaitOptions withPollInterval(Duration pollInterval) {
    return new WaitOptions(pollInterval, timeout);
  }

  /**
   * Returns these options with another maximum duration.
   *
   * @throws IllegalArgumentException if the duration is out of range
   */
  public WaitOptions withTimeout(Duration timeout) {
    return new WaitOptions(pollInterval, timeout);
  }
}
