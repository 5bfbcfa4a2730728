package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How long an item waits before it is sent again. */
final class Backoff {
  private static final long FIRST = Duration.ofMillis(500).toNanos();
  private static final long FIRST_OF_THROTTLED = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST = Duration.ofSeconds(20).toNanos();
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);
  private static final int MOST_DOUBLINGS = 10;

  private final DoubleSupplier random;

  /** Takes numbers from 0 to 1 from a source. */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * The nanoseconds to wait after so many attempts: half of what doubles with each attempt, up to
   * 20 seconds, and a random part of the other half; or what the service asks for, if that is
   * longer, but no more than a day.
   */
  long nanos(int attempts, Throwable failure) {
    long first = FIRST;
    long asked = 0;
    if (failure instanceof ServiceException refusal) {
      boolean throttled = refusal.kind() == ServiceException.Kind.THROTTLED;
      first = throttled ? FIRST_OF_THROTTLED : FIRST;
      asked = asked(refusal.retryAfter().orElse(null));
    }
    long most = Math.min(LONGEST, first << Math.min(attempts - 1, MOST_DOUBLINGS));
    return Math.max(asked, (long) (most * (1 + random.getAsDouble()) / 2));
  }

  /** The nanoseconds that a service asks to wait, a day at most; 0 if it asks for nothing. */
  static long asked(@Nullable Duration retryAfter) {
    if (retryAfter == null || retryAfter.isNegative()) {
      return 0;
    }
    return (retryAfter.compareTo(LONGEST_ASKED) < 0 ? retryAfter : LONGEST_ASKED).toNanos();
  }
}
