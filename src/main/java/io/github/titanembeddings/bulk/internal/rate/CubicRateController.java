package io.github.titanembeddings.bulk.internal.rate;

/**
 * Finds the rate that a service accepts, as CUBIC (RFC 9438) finds that of a network: when too much
 * is throttled, the rate falls by a share; then it rises, fast at first, slowly near the rate it
 * fell from, and ever faster beyond. Times are in nanoseconds. Not thread-safe.
 */
public final class CubicRateController {
  private static final double SECOND = 1e9;

  /** The tolerated share of throttled requests in two seconds: a decrease would cost more. */
  private static final double TOLERATED = 0.01;

  /** A quarter of it is lost if the service saves nothing up, hence not the 0.3 of RFC 9438. */
  private static final double DECREASE = 0.1;

  /** The requests until the rate is where it fell from, one or two of which are throttled. */
  private static final double RISE_REQUESTS = 200;

  /** The shortest rise in seconds. */
  private static final double MIN_RISE = 3;

  /** The longest rise in seconds, so that a doubled quota is found soon. */
  private static final double MAX_RISE = 20;

  /** The shortest rise in seconds after a guess that held for less than half as long. */
  private static final double MIN_RISE_AFTER_GUESS = 1;

  /**
   * The shortest rise as a multiple of the time until a throttled response arrives, since the
   * requests sent meanwhile exceed the rate too.
   */
  private static final double RISE_DELAYS = 8;

  /** The lowest rate in requests per second that two seconds can measure. */
  private static final double FIRST_GUESS = 2;

  private static final double MIN_RATE = 0.1;

  /**
   * The seconds of a pause after which a period with its own number of requests has begun. The mean
   * rate between two such pauses is the quota, unless nothing was sent for as long.
   */
  private static final double PERIOD_PAUSE = 5;

  /** The longest period in seconds: two minutes, if one of them was not used up. */
  private static final double MAX_PERIOD = 130;

  private double ceiling;
  private final SlidingCount passed = twoSeconds();
  private SlidingCount throttled = twoSeconds();
  private boolean isPaused;
  private boolean isInPeriod;
  private double fellFrom = Double.POSITIVE_INFINITY;
  private double rise;
  private double delay;
  private long fell;
  private long risesFrom;
  private long paused;
  private long resumed;
  private long lastSent;
  private long periodStart;
  private long passedInPeriod;

  /** Starts at the maximum rate, in requests per second; infinite if unknown. */
  public CubicRateController(double ceiling) {
    this.ceiling = ceiling;
  }

  /** Changes the maximum rate; the rate found so far changes by the same factor. */
  public void ceiling(double next) {
    if (hasFallen() && Double.isFinite(ceiling) && Double.isFinite(next)) {
      fellFrom = Math.max(MIN_RATE, fellFrom * next / ceiling);
    }
    ceiling = next;
  }

  private static SlidingCount twoSeconds() {
    return new SlidingCount(2, (long) SECOND);
  }

  public void sent(long now) {
    boolean isIdle = !isPaused && (now - lastSent) / SECOND > PERIOD_PAUSE;
    isInPeriod &= !isIdle;
    lastSent = now;
    passed.add(now, 1);
    passedInPeriod++;
  }

  /**
   * Records a throttled request. One that was sent before the rate fell adds nothing, nor does a
   * probe, or one whose response arrives during a pause.
   */
  public void throttled(long sent, long now) {
    passed.add(sent, -1);
    passedInPeriod -= sent - periodStart >= 0 ? 1 : 0;
    boolean isProbe = sent - paused >= 0 && (isPaused || sent - resumed < 0);
    boolean isOld = hasFallen() && (isPaused || sent - fell < 0);
    if (isProbe || isOld) {
      return;
    }
    delay = (now - sent) / SECOND;
    throttled.add(now, 1);
    long recent = throttled.sum(now);
    double tolerated = TOLERATED * (passed.sum(now) + recent);
    if (recent > (hasFallen() ? tolerated : Math.max(1, tolerated))) {
      fall(recentRate(now), now);
    }
  }

  /** Begins a pause because of a throttled request that was sent at the given time. */
  public void paused(long sent, long now) {
    if (hasFallen() && sent - fell >= 0) {
      fall(recentRate(now), now);
    }
    isPaused = true;
    paused = now;
  }

  /** Ends the pause; the rate rises as after a fall. */
  public void resumed(long now) {
    isPaused = false;
    if ((now - paused) / SECOND > PERIOD_PAUSE) {
      double seconds = (now - periodStart) / SECOND;
      if (isInPeriod && seconds <= MAX_PERIOD) {
        fall(passedInPeriod / seconds, now);
      }
      isInPeriod = true;
      periodStart = now;
      passedInPeriod = 0;
    }
    resumed = now;
    lastSent = now;
    risesFrom = now;
  }

  private boolean hasFallen() {
    return Double.isFinite(fellFrom);
  }

  private double recentRate(long now) {
    return Math.max(FIRST_GUESS, passed.perSecond(now));
  }

  private void fall(double most, long now) {
    double held = hasFallen() ? (now - risesFrom) / SECOND : 0;
    fellFrom = Math.max(MIN_RATE, Math.min(rate(now), most));
    double steady = Math.max(MIN_RISE, Math.min(MAX_RISE, RISE_REQUESTS / fellFrom));
    double quick = Math.min(steady, Math.max(MIN_RISE_AFTER_GUESS, 2 * held));
    rise = Math.min(MAX_RISE, Math.max(quick, RISE_DELAYS * delay));
    fell = now;
    risesFrom = now;
    throttled = twoSeconds();
  }

  /** Returns the current rate in requests per second. */
  public double rate(long now) {
    if (!hasFallen()) {
      return ceiling;
    }
    double x = Math.max(0, now - risesFrom) / SECOND / rise - 1;
    return Math.min(ceiling, fellFrom * (1 + DECREASE * x * x * x));
  }
}
