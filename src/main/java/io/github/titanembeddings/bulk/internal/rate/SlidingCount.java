package io.github.titanembeddings.bulk.internal.rate;

/** Counts what happened lately. Not safe for use by several threads. */
public final class SlidingCount {
  private final long[] counts;
  private final long slotNanos;
  private long first;
  private long newest;
  private boolean started;

  /** A count over so many slots of time, the one that is running included. */
  public SlidingCount(int slots, long slotNanos) {
    this.counts = new long[slots];
    this.slotNanos = slotNanos;
  }

  /** Counts what happened at a time, if that is still counted. */
  public void add(long when, long count) {
    moveTo(when);
    long slot = Math.floorDiv(when, slotNanos);
    if (slot > newest - counts.length) {
      counts[index(slot)] += count;
    }
  }

  long sum(long now) {
    moveTo(now);
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** How many a second there were, over the time that is counted. */
  public double perSecond(long now) {
    long sum = sum(now);
    long from = Math.max(first, (newest - counts.length + 1) * slotNanos);
    return sum * 1e9 / Math.max(slotNanos, now - from);
  }

  private void moveTo(long now) {
    long slot = Math.floorDiv(now, slotNanos);
    if (!started) {
      started = true;
      first = now;
      newest = slot;
    }
    long steps = Math.min(slot - newest, counts.length);
    for (long i = 0; i < steps; i++) {
      counts[index(slot - i)] = 0;
    }
    newest = Math.max(newest, slot);
  }

  private int index(long slot) {
    return (int) Math.floorMod(slot, (long) counts.length);
  }
}
