package io.github.titanembeddings.bulk;

/**
 * Finds the rate that a service takes, as CUBIC (RFC 9438) finds that of a network: when too much
 * is throttled the rate falls by a share; then it rises, fast at first, slowly near where it fell,
 * and ever faster beyond. Not safe for use by several threads.
 */
final class RateFinder {
  private static final double SECOND = 1e9;

  /** Less than this share throttled in two seconds is let be: a fall costs more than that. */
  private static final double TOLERATED = 0.01;

  /** A quarter of it goes unused where a service saves nothing up: so not the 0.3 of RFC 9438. */
  private static final double DECREASE = 0.1;

  /** In how many requests the rate is where it fell from; one or two are then throttled. */
  private static final double RISE_REQUESTS = 200;

  /** In at least so many seconds, and at most: a quota that has doubled is then soon found. */
  private static final double SHORTEST_RISE = 3;

  private static final double LONGEST_RISE = 20;

  /** In so many seconds, if the rate was a guess that did not hold for even half as long. */
  private static final double SHORTEST_RISE_OF_GUESS = 1;

  /** Two seconds tell of no rate that is slower, in requests a second. */
  private static final double FIRST_GUESS = 2;

  private static final double SLOWEST = 0.1;

  /**
   * The seconds of a pause after which a period with a number of requests of its own seems to
   * begin. From one such pause to the next is a whole period, and its mean the rate.
   */
  private static final double PERIOD_PAUSE = 5;

  private final double ceiling;
  private final SlidingCount passed = twoSeconds();
  private SlidingCount throttled = twoSeconds();
  private boolean isClosed;
  private boolean isInPeriod;
  private double fellFrom = Double.POSITIVE_INFINITY;
  private double rise;
  private long fell;
  private long closed;
  private long periodStart;
  private long passedInPeriod;

  /** Starts at the highest rate there may be, in requests a second; infinite if not known. */
  RateFinder(double ceiling) {
    this.ceiling = ceiling;
  }

  private static SlidingCount twoSeconds() {
    return new SlidingCount(2, (long) SECOND);
  }

  /** Notes that a request is sent. */
  void sent(long now) {
    pass(1, now);
  }

  /** Notes that a request was throttled; one sent before the rate fell says nothing new. */
  void throttled(long sent, long now) {
    pass(-1, now);
    boolean isTry = isClosed && sent - closed >= 0;
    if (isTry || (hasFallen() && sent - fell < 0)) {
      return;
    }
    throttled.add(now, 1);
    long lately = throttled.sum(now);
    double tolerated = TOLERATED * (passed.sum(now) + lately);
    if (lately > (hasFallen() ? tolerated : Math.max(1, tolerated))) {
      fall(rateLately(now), now);
    }
  }

  private void pass(int count, long now) {
    passed.add(now, count);
    passedInPeriod += count;
  }

  /** Notes that there is a pause from now on, for a throttled request that was sent then. */
  void closed(long sent, long now) {
    if (hasFallen() && sent - fell >= 0) {
      fall(rateLately(now), now);
    }
    isClosed = true;
    closed = now;
  }

  /** Notes that the pause is over; the rate rises as after a fall. */
  void opened(long now) {
    isClosed = false;
    if ((now - closed) / SECOND > PERIOD_PAUSE) {
      if (isInPeriod) {
        fall(passedInPeriod * SECOND / (now - periodStart), now);
      }
      isInPeriod = true;
      periodStart = now;
      passedInPeriod = 0;
    }
    fell = now;
  }

  private boolean hasFallen() {
    return Double.isFinite(fellFrom);
  }

  private double rateLately(long now) {
    return Math.max(FIRST_GUESS, passed.perSecond(now));
  }

  private void fall(double most, long now) {
    double held = hasFallen() ? (now - fell) / SECOND : 0;
    fellFrom = Math.max(SLOWEST, Math.min(rate(now), most));
    double steady = Math.max(SHORTEST_RISE, Math.min(LONGEST_RISE, RISE_REQUESTS / fellFrom));
    rise = Math.min(steady, Math.max(SHORTEST_RISE_OF_GUESS, 2 * held));
    fell = now;
    throttled = twoSeconds();
  }

  /** The rate for now, in requests a second. */
  double rate(long now) {
    if (!hasFallen()) {
      return ceiling;
    }
    double x = (now - fell) / SECOND / rise - 1;
    return Math.min(ceiling, fellFrom * (1 + DECREASE * x * x * x));
  }
}
