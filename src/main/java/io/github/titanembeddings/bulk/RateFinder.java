package io.github.titanembeddings.bulk;

/**
 * Finds the rate that a service takes: a little more every second, a share less when too much is
 * throttled. Not safe for use by several threads.
 */
final class RateFinder {
  private static final long SECOND = 1_000_000_000L;
  private static final int SLOTS = 10;
  private static final long SLOT_NANOS = SECOND / 2;

  /** What is throttled beyond this share of the last five seconds makes the rate smaller. */
  private static final double TOLERATED = 0.015;

  private static final double DECREASE = 0.95;
  private static final double DECREASE_WHEN_CLOSED = 0.65;
  private static final double SLOW_INCREASE = 0.005;
  private static final double FAST_INCREASE = 0.02;
  private static final long FAST_AFTER = 10 * SECOND;
  private static final double SLOWEST = 0.1;

  /** So few accepted requests say nothing of the rate: it is felt for, from here on, twofold. */
  private static final int TOO_FEW_TO_TELL = 10;

  private static final double FIRST_GUESS = 2;

  private final double ceiling;
  private final SlidingCount accepted = new SlidingCount(SLOTS, SLOT_NANOS);
  private final SlidingCount throttled = new SlidingCount(SLOTS, SLOT_NANOS);
  private double rate;
  private double step;
  private boolean guesses;
  private long decreased;
  private long increased;

  /** Starts at the highest rate there may be, in requests a second; infinite if not known. */
  RateFinder(double ceiling) {
    this.ceiling = ceiling;
    this.rate = ceiling;
  }

  void accepted(long now) {
    accepted.add(now, 1);
  }

  void throttled(long now) {
    throttled.add(now, 1);
    long lately = throttled.sum(now);
    double share = (double) lately / (lately + accepted.sum(now));
    boolean justDone = step > 0 && now - decreased < SECOND;
    if (lately >= 2 && share > TOLERATED && !justDone) {
      decrease(DECREASE, now);
    }
  }

  /** Notes that nothing gets through any more: the rate was far too high. */
  void closed(long now) {
    decrease(DECREASE_WHEN_CLOSED, now);
  }

  /** Notes that it gets through again; the time between does not count. */
  void opened(long now) {
    increased = now;
  }

  private void decrease(double factor, long now) {
    guesses = accepted.sum(now) < TOO_FEW_TO_TELL;
    double taken = Math.max(guesses ? FIRST_GUESS : SLOWEST, accepted.perSecond(now));
    rate = Math.min(rate, taken) * factor;
    step = rate;
    decreased = now;
    increased = now;
  }

  /** The rate for now, in requests a second. */
  double rate(long now) {
    if (rate < ceiling && guesses) {
      rate = Math.min(ceiling, rate * Math.pow(2, (double) (now - increased) / SECOND));
      increased = now;
    } else if (rate < ceiling && step > 0) {
      double share = now - decreased > FAST_AFTER ? FAST_INCREASE : SLOW_INCREASE;
      rate = Math.min(ceiling, rate + step * share * (now - increased) / SECOND);
      increased = now;
    }
    return rate;
  }
}
