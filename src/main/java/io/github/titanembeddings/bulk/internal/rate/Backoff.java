package io.github.titanembeddings.bulk.internal.rate;

import io.github.titanembeddings.exception.ServiceException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** The delays before retries: exponential, with jitter. Thread-safe if its random numbers are. */
public final class Backoff {
  private static final long FIRST = Duration.ofMillis(500).toNanos();
  private static final long FIRST_IF_THROTTLED = Duration.ofSeconds(1).toNanos();
  private static final long MAX = Duration.ofSeconds(20).toNanos();
  private static final int MAX_DOUBLINGS = 10;

  private final DoubleSupplier random;
  private final long maxDelay;

  /** Creates a backoff with a source of random numbers from 0 to 1. */
  public Backoff(DoubleSupplier random, Duration maxDelay) {
    this.random = random;
    this.maxDelay = Math.min(Long.MAX_VALUE / 2, TimeUnit.NANOSECONDS.convert(maxDelay));
  }

  /**
   * Returns the nanoseconds to wait after n attempts: from half to all of an exponential delay of
   * up to 20 seconds, or the {@code Retry-After} delay if that is longer; never more than the
   * maximum.
   */
  public long nanos(int attempts, Throwable failure) {
    long first = FIRST;
    long retryAfter = 0;
    if (failure instanceof ServiceException refusal) {
      first = refusal.kind() == ServiceException.Kind.THROTTLED ? FIRST_IF_THROTTLED : FIRST;
      retryAfter = retryAfter(refusal);
    }
    long delay = Math.min(MAX, first << Math.min(attempts - 1, MAX_DOUBLINGS));
    long jittered = (long) (delay * (1 + random.getAsDouble()) / 2);
    return Math.min(maxDelay, Math.max(retryAfter, jittered));
  }

  /** Returns the nanoseconds of {@code Retry-After}, at most the maximum; 0 if none. */
  public long retryAfter(ServiceException refusal) {
    long nanos = refusal.retryAfter().map(TimeUnit.NANOSECONDS::convert).orElse(0L);
    return Math.max(0, Math.min(maxDelay, nanos));
  }
}
