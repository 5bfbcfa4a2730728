package io.github.titanembeddings.bulk.internal.rate;

/**
 * Spreads units evenly over time, with up to a second of what was missed made up for. Not safe for
 * use by several threads.
 */
public final class TokenBucket {
  private static final long CATCH_UP_NANOS = 1_000_000_000L;

  private double perSecond;
  private boolean started;
  private double free;

  public TokenBucket(double perSecond) {
    this.perSecond = perSecond;
  }

  public void perSecond(double perSecond) {
    this.perSecond = perSecond;
  }

  double perSecond() {
    return perSecond;
  }

  /** How many nanoseconds there are to wait before the next units may be taken. */
  public long waitNanos(long now) {
    return started ? (long) Math.max(0, Math.ceil(free - now)) : 0;
  }

  /** Takes units, more than there are too: then the next wait is the longer. */
  public void take(double units, long now) {
    double from = started ? Math.max(free, (double) (now - CATCH_UP_NANOS)) : (double) now;
    started = true;
    free = from + units * 1e9 / perSecond;
  }

  /** Goes on after a pause, which is not made up for. */
  public void resume(long now) {
    free = Math.max(free, (double) now);
  }

  /** Takes back units, or takes more, after it is known what they really were. */
  public void correct(double units) {
    free += units * 1e9 / perSecond;
  }
}
