package io.github.titanembeddings.bulk.internal.rate;

/**
 * Decides when requests may be sent: spreads them over time within the quotas of requests and
 * tokens, below the rate that {@link CubicRateController} finds, and pauses while everything is
 * throttled. A leased limiter admits nothing without a valid lease. All times are in nanoseconds of
 * the same clock. Thread-safe.
 */
public final class RateLimiter {
  /** How many throttled requests in a row begin a pause. */
  private static final long PAUSE_AFTER = 5;

  private static final long FIRST_PAUSE = 250_000_000L;
  private static final long MAX_PAUSE = 10_000_000_000L;
  private static final long STALLED_AFTER = 10;
  private static final long STALLED_NANOS = 180_000_000_000L;

  /** The longest wait of a leased limiter, whose next lease may arrive at any time. */
  private static final long LEASE_RECHECK_NANOS = 100_000_000L;

  private final CubicRateController controller;
  private final TokenBucket requests;
  private final TokenBucket tokens;
  private long throttledInARow;
  private long firstThrottled;
  private long pause;
  private long pausedUntil;
  private boolean hasAccepted;
  private boolean isProbing;
  private boolean hasRetryAfter;
  private final boolean isLeased;
  private boolean hasLease;
  private long leaseEnd;

  /** Creates a limiter with rates per second, which may be infinite. */
  public RateLimiter(double requestsPerSecond, double tokensPerSecond) {
    this(requestsPerSecond, tokensPerSecond, false);
  }

  private RateLimiter(double requestsPerSecond, double tokensPerSecond, boolean isLeased) {
    this.isLeased = isLeased;
    controller = new CubicRateController(requestsPerSecond);
    requests = new TokenBucket(requestsPerSecond);
    tokens = new TokenBucket(tokensPerSecond);
  }

  /** Returns a limiter that admits nothing until it has a lease. */
  public static RateLimiter leased() {
    return new RateLimiter(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, true);
  }

  /** Replaces the lease by one with other rates per second, valid for the given nanoseconds. */
  public synchronized void lease(
      double requestsPerSecond, double tokensPerSecond, long validNanos, long now) {
    if (!holdsLease(now)) {
      requests.resume(now);
      tokens.resume(now);
    }
    controller.ceiling(requestsPerSecond);
    requests.change(requestsPerSecond, now);
    tokens.change(tokensPerSecond, now);
    hasLease = true;
    leaseEnd = now + validNanos;
  }

  private boolean holdsLease(long now) {
    return hasLease && now - leaseEnd < 0;
  }

  /**
   * Acquires permission to send one request now.
   *
   * @return 0 if it was granted, else the nanoseconds until it may be, unless a response arrives
   */
  public synchronized long acquire(long estimatedTokens, long now) {
    if (!isLeased) {
      return admit(estimatedTokens, now);
    }
    return holdsLease(now)
        ? Math.min(LEASE_RECHECK_NANOS, admit(estimatedTokens, now))
        : LEASE_RECHECK_NANOS;
  }

  private long admit(long estimatedTokens, long now) {
    if (pause > 0 && now < pausedUntil) {
      return pausedUntil - now;
    }
    requests.rate(controller.rate(now));
    long wait = Math.max(requests.waitNanos(now), tokens.waitNanos(now));
    if (wait > 0) {
      return wait;
    }
    requests.take(1, now);
    controller.sent(now);
    tokens.take((double) estimatedTokens, now);
    if (pause > 0) {
      isProbing = true;
      pausedUntil = now + pause;
    }
    return 0;
  }

  public synchronized void accepted(long now) {
    throttledInARow = 0;
    hasAccepted = true;
    if (pause > 0 && (!hasRetryAfter || isProbing)) {
      controller.resumed(now);
      requests.resume(now);
      pause = 0;
      hasRetryAfter = false;
      isProbing = false;
    }
  }

  /** Replaces the estimated tokens of a request by the number that the service counted. */
  public synchronized void counted(long tokenCount, long estimatedTokens) {
    tokens.correct((double) tokenCount - estimatedTokens);
  }

  /**
   * Records a throttled request.
   *
   * @param retryAfter the {@code Retry-After} delay in nanoseconds; 0 if none
   * @param sent the time at which the request was sent
   */
  public synchronized void throttled(long retryAfter, long sent, long now) {
    controller.throttled(sent, now);
    firstThrottled = throttledInARow == 0 ? now : firstThrottled;
    throttledInARow++;
    if (retryAfter > 0) {
      hasRetryAfter = true;
      pause(sent, Math.max(pause, FIRST_PAUSE), retryAfter, now);
    } else if (pause == 0 && throttledInARow >= PAUSE_AFTER) {
      pause(sent, FIRST_PAUSE, FIRST_PAUSE, now);
    } else if (isProbing) {
      long longer = Math.min(MAX_PAUSE, pause * 2);
      pause(sent, longer, longer, now);
    }
  }

  private void pause(long sent, long betweenProbes, long nanos, long now) {
    if (pause == 0) {
      controller.paused(sent, now);
      pausedUntil = now + nanos;
    } else {
      pausedUntil = Math.max(pausedUntil, now + nanos);
    }
    pause = betweenProbes;
    isProbing = false;
  }

  /**
   * Returns whether the service has accepted nothing for so long that waiting is pointless: three
   * minutes from the start, as with a quota of zero; later the deadline of an item, if longer.
   */
  public synchronized boolean isStalled(long deadline, long now) {
    long patience = hasAccepted ? Math.max(deadline, STALLED_NANOS) : STALLED_NANOS;
    return throttledInARow >= STALLED_AFTER && now - firstThrottled >= patience;
  }

  /** Spreads units evenly over time; makes up for at most one second. Not thread-safe. */
  private static final class TokenBucket {
    private static final long CATCH_UP_NANOS = 1_000_000_000L;

    private double perSecond;
    private boolean isStarted;
    private double free;

    TokenBucket(double perSecond) {
      this.perSecond = perSecond;
    }

    void rate(double perSecond) {
      this.perSecond = perSecond;
    }

    /** Changes the rate at which units already taken are paid off, too. */
    void change(double next, long now) {
      if (isStarted && free > now && Double.isFinite(perSecond)) {
        free = now + (free - now) * perSecond / next;
      }
      perSecond = next;
    }

    long waitNanos(long now) {
      return isStarted ? (long) Math.max(0, Math.ceil(free - now)) : 0;
    }

    /** Takes units, even more than are left, which lengthens the next wait. */
    void take(double units, long now) {
      double from = isStarted ? Math.max(free, (double) (now - CATCH_UP_NANOS)) : (double) now;
      isStarted = true;
      free = from + units * 1e9 / perSecond;
    }

    /** Continues after a pause, for which it does not make up. */
    void resume(long now) {
      free = Math.max(free, (double) now);
    }

    void correct(double units) {
      free += units * 1e9 / perSecond;
    }
  }
}
