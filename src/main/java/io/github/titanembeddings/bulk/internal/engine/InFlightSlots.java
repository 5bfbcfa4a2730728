package io.github.titanembeddings.bulk.internal.engine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The places that items in flight may have, and the items that wait for one. Not safe for use by
 * several threads.
 */
final class InFlightSlots {
  private final int most;
  private final Queue<PendingItem> fresh = new ArrayDeque<>();
  private final Queue<PendingItem> waiting =
      new PriorityQueue<>(Comparator.comparingLong(w -> w.due));
  private int taken;

  InFlightSlots(int most) {
    this.most = most;
  }

  /** Puts an item at the end of the line. */
  void add(PendingItem work) {
    fresh.add(work);
  }

  /** Gives up an item's place until it is due for another. */
  void again(PendingItem work, long due) {
    release(work);
    work.due = due;
    waiting.add(work);
  }

  /** The item that takes the next place; null if there is no place, or no item for it. */
  @Nullable PendingItem next(long now) {
    while (taken < most) {
      PendingItem again = waiting.peek();
      PendingItem next = again != null && again.due - now <= 0 ? waiting.poll() : fresh.poll();
      if (next == null) {
        return null;
      }
      if (!next.isDone) {
        taken++;
        next.hasPlace = true;
        return next;
      }
    }
    return null;
  }

  /** For how long no item can take a place, unless one is given up. */
  long waitNanos(long now) {
    if (taken == most) {
      return Long.MAX_VALUE;
    }
    PendingItem again = waiting.peek();
    long due = again == null ? Long.MAX_VALUE : Math.max(0, again.due - now);
    return fresh.isEmpty() ? due : 0;
  }

  /** Gives up an item's place, if it has one. */
  void release(PendingItem work) {
    if (work.hasPlace) {
      work.hasPlace = false;
      taken--;
    }
  }

  /** How many places are taken. */
  int taken() {
    return taken;
  }

  /** How many are left for items that are not in the line; less than 0 if the line is longer. */
  int free() {
    return most - taken - fresh.size();
  }
}
