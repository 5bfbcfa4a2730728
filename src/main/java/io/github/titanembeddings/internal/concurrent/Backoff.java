package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;

/** The delays before retries: exponential, with jitter. Thread-safe if its timing is. */
public final class Backoff {
  private final Timing timing;
  private final long first;
  private final long longest;
  private final long max;

  /**
   * Creates a backoff.
   *
   * @param first the exponential delay after the first failure; doubled if throttled
   * @param longest the limit of exponential delays
   * @param max the limit of all delays, including {@code Retry-After}
   */
  public Backoff(Timing timing, Duration first, Duration longest, Duration max) {
    this.timing = timing;
    this.first = Timing.nanos(first);
    this.max = Timing.nanos(max);
    this.longest = Math.min(this.max, Timing.nanos(longest));
  }

  /**
   * Returns the delay after the given number of failures: 50 % to 100 % of the exponential delay,
   * or {@code Retry-After} if longer; never more than the maximum.
   */
  public Duration delay(int failures, Throwable failure) {
    boolean isThrottled =
        failure instanceof ServiceException refusal
            && refusal.kind() == ServiceException.Kind.THROTTLED;
    long exponential = (long) Math.scalb((double) first, failures - (isThrottled ? 0 : 1));
    long jittered = (long) (Math.min(longest, exponential) * (1 + timing.random()) / 2);
    return Duration.ofNanos(Math.max(retryAfter(failure).toNanos(), jittered));
  }

  /** Returns {@code Retry-After}, capped at the maximum; zero if absent. */
  public Duration retryAfter(Throwable failure) {
    long nanos =
        failure instanceof ServiceException refusal
            ? Timing.nanos(refusal.retryAfter().orElse(Duration.ZERO))
            : 0;
    return Duration.ofNanos(Math.max(0, Math.min(max, nanos)));
  }
}
