package io.github.titanembeddings.bulk.internal.engine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The slots of a run, and the items that wait for one. Not thread-safe. */
final class InFlightSlots {
  private final int size;
  private final Queue<PendingItem> queued = new ArrayDeque<>();
  private final Queue<PendingItem> backingOff =
      new PriorityQueue<>(Comparator.comparingLong(item -> item.due));
  private int taken;

  InFlightSlots(int size) {
    this.size = size;
  }

  void queue(PendingItem item) {
    queued.add(item);
  }

  void backOff(PendingItem item) {
    backingOff.add(item);
  }

  /** Returns the item that takes the next slot: a retry that is due first; null if none can. */
  @Nullable PendingItem next(long now) {
    while (taken < size) {
      PendingItem retry = backingOff.peek();
      PendingItem next = retry != null && retry.due - now <= 0 ? backingOff.poll() : queued.poll();
      if (next == null || next.state != PendingItem.State.DONE) {
        return next;
      }
    }
    return null;
  }

  void taken(int change) {
    taken += change;
  }

  /** Returns the nanoseconds until an item can take a slot, if none is released before. */
  long waitNanos(long now) {
    PendingItem retry = backingOff.peek();
    return taken == size || retry == null ? Long.MAX_VALUE : Math.max(0, retry.due - now);
  }

  int taken() {
    return taken;
  }

  /** Returns the number of slots left for new items; negative if more are queued. */
  int free() {
    return size - taken - queued.size();
  }
}
