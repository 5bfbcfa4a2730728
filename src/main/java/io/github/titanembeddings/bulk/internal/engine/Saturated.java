package io.github.titanembeddings.bulk.internal.engine;

import java.time.Duration;

/** Converts durations to nanoseconds that can be added to a clock without an overflow. */
public final class Saturated {
  /** 146 years, half of the largest difference of two times, so that sums do not overflow. */
  private static final long MAX_NANOS = Long.MAX_VALUE / 2;

  private static final Duration MAX = Duration.ofNanos(MAX_NANOS);

  private Saturated() {}

  /** Returns the nanoseconds of a duration, at most 146 years and at least minus 146 years. */
  public static long nanos(Duration duration) {
    if (duration.compareTo(MAX) >= 0) {
      return MAX_NANOS;
    }
    return duration.compareTo(MAX.negated()) <= 0 ? -MAX_NANOS : duration.toNanos();
  }
}
