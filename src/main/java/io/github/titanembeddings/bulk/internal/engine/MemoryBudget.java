package io.github.titanembeddings.bulk.internal.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Grants bytes in the order of the requests, so that small requests never overtake a large one. A
 * request above the whole budget is granted when nothing else is. Not thread-safe.
 */
final class MemoryBudget<T> {
  private record Waiter<T>(T holder, long bytes) {}

  private final long capacity;
  private final Queue<Waiter<T>> waiters = new ArrayDeque<>();
  private long used;

  MemoryBudget(long capacity) {
    this.capacity = capacity;
  }

  void request(T holder, long bytes) {
    waiters.add(new Waiter<>(holder, bytes));
  }

  void withdraw(T holder) {
    waiters.removeIf(waiter -> waiter.holder().equals(holder));
  }

  /** Grants the oldest request and returns its holder; null if there is none or it does not fit. */
  @Nullable T grant() {
    Waiter<T> next = waiters.peek();
    if (next == null || (used > 0 && next.bytes() > capacity - used)) {
      return null;
    }
    waiters.remove();
    used += next.bytes();
    return next.holder();
  }

  void release(long bytes) {
    used -= bytes;
  }

  long used() {
    return used;
  }
}
