package io.github.titanembeddings.bulk.internal.engine;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Bytes that are reserved before they are used, first come, first served: a large request is not
 * overtaken by small ones, and one that is larger than the whole budget has it for itself. Not safe
 * for use by several threads.
 */
final class MemoryBudget {
  private record Waiter(long bytes, Runnable granted) {}

  private final long capacity;
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private boolean granting;
  private long used;

  MemoryBudget(long capacity) {
    this.capacity = capacity;
  }

  /** Runs a task once the bytes are reserved for it: now, if true, or in a later release. */
  boolean reserve(long bytes, Runnable granted) {
    if (waiters.isEmpty() && isRoomFor(bytes)) {
      used += bytes;
      granted.run();
      return true;
    }
    waiters.add(new Waiter(bytes, granted));
    return false;
  }

  /** Gives bytes back. What is granted by that may give back some more in turn. */
  void release(long bytes) {
    used -= bytes;
    if (granting) {
      return;
    }
    granting = true;
    try {
      for (Waiter next = waiters.peek(); next != null && isRoomFor(next.bytes()); ) {
        waiters.remove();
        used += next.bytes();
        next.granted().run();
        next = waiters.peek();
      }
    } finally {
      granting = false;
    }
  }

  long used() {
    return used;
  }

  private boolean isRoomFor(long bytes) {
    return used == 0 || bytes <= capacity - used;
  }
}
