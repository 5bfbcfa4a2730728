package io.github.titanembeddings.bulk.internal.rate;

/**
 * Finds the rate that a service takes, as CUBIC (RFC 9438) finds that of a network: when too much
 * is throttled the rate falls by a share; then it rises, fast at first, slowly near where it fell,
 * and ever faster beyond. Not safe for use by several threads.
 */
public final class CubicRateController {
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

  /**
   * But not in less than so many times what it took to hear of a throttled request: what is sent
   * until then goes beyond.
   */
  private static final double RISE_DELAYS = 8;

  /** Two seconds tell of no rate that is slower, in requests a second. */
  private static final double FIRST_GUESS = 2;

  private static final double SLOWEST = 0.1;

  /**
   * The seconds of a pause after which a period with a number of requests of its own seems to
   * begin. From one such pause to the next is a whole period, and its mean the rate, unless as long
   * a time went by without a request.
   */
  private static final double PERIOD_PAUSE = 5;

  /** A period is a minute, or two if one of them was not used up; in seconds. */
  private static final double LONGEST_PERIOD = 130;

  private final double ceiling;
  private final SlidingCount passed = twoSeconds();
  private SlidingCount throttled = twoSeconds();
  private boolean isClosed;
  private boolean isInPeriod;
  private double fellFrom = Double.POSITIVE_INFINITY;
  private double rise;
  private double delay;
  private long fell;
  private long risesFrom;
  private long closed;
  private long opened;
  private long lastSent;
  private long periodStart;
  private long passedInPeriod;

  /** Starts at the highest rate there may be, in requests a second; infinite if not known. */
  public CubicRateController(double ceiling) {
    this.ceiling = ceiling;
  }

  private static SlidingCount twoSeconds() {
    return new SlidingCount(2, (long) SECOND);
  }

  /** Notes that a request is sent. */
  public void sent(long now) {
    boolean isIdle = !isClosed && (now - lastSent) / SECOND > PERIOD_PAUSE;
    isInPeriod &= !isIdle;
    lastSent = now;
    passed.add(now, 1);
    passedInPeriod++;
  }

  /**
   * Notes that a request was throttled. One sent before the rate fell says nothing new, nor does
   * one that was sent to try or that comes back in a pause.
   */
  public void throttled(long sent, long now) {
    passed.add(sent, -1);
    passedInPeriod -= sent - periodStart >= 0 ? 1 : 0;
    boolean isTry = sent - closed >= 0 && (isClosed || sent - opened < 0);
    boolean isOld = hasFallen() && (isClosed || sent - fell < 0);
    if (isTry || isOld) {
      return;
    }
    delay = (now - sent) / SECOND;
    throttled.add(now, 1);
    long lately = throttled.sum(now);
    double tolerated = TOLERATED * (passed.sum(now) + lately);
    if (lately > (hasFallen() ? tolerated : Math.max(1, tolerated))) {
      fall(rateLately(now), now);
    }
  }

  /** Notes that there is a pause from now on, for a throttled request that was sent then. */
  public void paused(long sent, long now) {
    if (hasFallen() && sent - fell >= 0) {
      fall(rateLately(now), now);
    }
    isClosed = true;
    closed = now;
  }

  /** Notes that the pause is over; the rate rises as after a fall. */
  public void resumed(long now) {
    isClosed = false;
    if ((now - closed) / SECOND > PERIOD_PAUSE) {
      double seconds = (now - periodStart) / SECOND;
      if (isInPeriod && seconds <= LONGEST_PERIOD) {
        fall(passedInPeriod / seconds, now);
      }
      isInPeriod = true;
      periodStart = now;
      passedInPeriod = 0;
    }
    opened = now;
    lastSent = now;
    risesFrom = now;
  }

  private boolean hasFallen() {
    return Double.isFinite(fellFrom);
  }

  private double rateLately(long now) {
    return Math.max(FIRST_GUESS, passed.perSecond(now));
  }

  private void fall(double most, long now) {
    double held = hasFallen() ? (now - risesFrom) / SECOND : 0;
    fellFrom = Math.max(SLOWEST, Math.min(rate(now), most));
    double steady = Math.max(SHORTEST_RISE, Math.min(LONGEST_RISE, RISE_REQUESTS / fellFrom));
    double quick = Math.min(steady, Math.max(SHORTEST_RISE_OF_GUESS, 2 * held));
    rise = Math.min(LONGEST_RISE, Math.max(quick, RISE_DELAYS * delay));
    fell = now;
    risesFrom = now;
    throttled = twoSeconds();
  }

  /** The rate for now, in requests a second. */
  public double rate(long now) {
    if (!hasFallen()) {
      return ceiling;
    }
    double x = Math.max(0, now - risesFrom) / SECOND / rise - 1;
    return Math.min(ceiling, fellFrom * (1 + DECREASE * x * x * x));
  }
}
