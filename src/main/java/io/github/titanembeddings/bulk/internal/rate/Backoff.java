package io.github.titanembeddings.bulk.internal.rate;

import io.github.titanembeddings.bulk.internal.engine.Saturated;
import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long an item waits before it is sent again. */
public final class Backoff {
  private static final long FIRST = Duration.ofMillis(500).toNanos();
  private static final long FIRST_OF_THROTTLED = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST = Duration.ofSeconds(20).toNanos();
  private static final int MOST_DOUBLINGS = 10;

  private final DoubleSupplier random;
  private final long maxPause;

  /** Creates a backoff with a source of random numbers from 0 to 1 and a maximum pause. */
  public Backoff(DoubleSupplier random, Duration maxPause) {
    this.random = random;
    this.maxPause = Saturated.nanos(maxPause);
  }

  /**
   * Returns the nanoseconds to wait after n attempts: an exponential backoff of up to 20 seconds
   * with jitter (between one half and all of it), or the delay that the service asks for, if that
   * is longer; never more than the maximum.
   */
  public long nanos(int attempts, Throwable failure) {
    long first = FIRST;
    long asked = 0;
    if (failure instanceof ServiceException refusal) {
      boolean throttled = refusal.kind() == ServiceException.Kind.THROTTLED;
      first = throttled ? FIRST_OF_THROTTLED : FIRST;
      asked = asked(refusal);
    }
    long most = Math.min(LONGEST, first << Math.min(attempts - 1, MOST_DOUBLINGS));
    return Math.min(maxPause, Math.max(asked, (long) (most * (1 + random.getAsDouble()) / 2)));
  }

  /** Returns the delay that a service asks for, in nanoseconds, at most the maximum; 0 if none. */
  public long asked(ServiceException refusal) {
    long asked = refusal.retryAfter().map(Saturated::nanos).orElse(0L);
    return Math.max(0, Math.min(maxPause, asked));
  }
}
