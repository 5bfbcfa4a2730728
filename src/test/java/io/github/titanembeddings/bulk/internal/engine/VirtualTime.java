package io.github.titanembeddings.bulk.internal.engine;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clock that jumps to the end of each wait, or to the next scheduled event, unless another thread
 * posts one within a few milliseconds.
 */
public final class VirtualTime implements EngineClock {
  private static final long GRACE_MILLIS = 20;

  /** When nothing is due, the engine depends on other threads, which may be slow. */
  private static final long IDLE_GRACE_MILLIS = 300;

  private static final long IDLE_NANOS = 60_000_000_000L;

  private record Event(long due, Runnable task) {}

  private final Queue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::due));
  private volatile long now = 1_000_000_000L;

  @Override
  public long nanoTime() {
    return now;
  }

  /** Returns a future of a value that arrives after the given milliseconds. */
  public synchronized <T> CompletableFuture<T> after(long millis, T value) {
    if (millis == 0) {
      return CompletableFuture.completedFuture(value);
    }
    CompletableFuture<T> promise = new CompletableFuture<>();
    events.add(new Event(now + millis * 1_000_000, () -> promise.complete(value)));
    return promise;
  }

  @Override
  public synchronized <T> @Nullable T poll(BlockingQueue<T> queue, long nanos)
      throws InterruptedException {
    long end = now + Math.max(0, nanos);
    long grace = nanos >= IDLE_NANOS && events.isEmpty() ? IDLE_GRACE_MILLIS : GRACE_MILLIS;
    T element = queue.poll(nanos > 0 ? grace : 0, TimeUnit.MILLISECONDS);
    while (element == null && now < end) {
      Event next = events.peek();
      if (next == null || next.due() > end) {
        now = end;
      } else {
        events.remove();
        now = Math.max(now, next.due());
        next.task().run();
        element = queue.poll(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return element;
  }
}
