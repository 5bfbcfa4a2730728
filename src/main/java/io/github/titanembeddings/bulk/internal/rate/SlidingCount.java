package io.github.titanembeddings.bulk.internal.rate;

/** Counts the events of the most recent slots of time. Not thread-safe. */
public final class SlidingCount {
  private final long[] counts;
  private final long slotNanos;
  private long first;
  private long newest;
  private boolean isStarted;

  /** Creates a count over n slots, the current one included. */
  public SlidingCount(int slots, long slotNanos) {
    this.counts = new long[slots];
    this.slotNanos = slotNanos;
  }

  /** Adds to the count of a time, unless that is too long ago. */
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

  public double perSecond(long now) {
    long sum = sum(now);
    long from = Math.max(first, (newest - counts.length + 1) * slotNanos);
    return sum * 1e9 / Math.max(slotNanos, now - from);
  }

  private void moveTo(long now) {
    long slot = Math.floorDiv(now, slotNanos);
    if (!isStarted) {
      isStarted = true;
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
