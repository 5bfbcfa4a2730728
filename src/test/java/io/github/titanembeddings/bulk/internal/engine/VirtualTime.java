package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.internal.engine.SourceReader.Source;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A clock that jumps to the end of each wait, or to the next scheduled event, unless another thread
 * posts one within a few milliseconds, or within one once the whole source has been read.
 */
public final class VirtualTime implements Timing {
  private static final long GRACE_MILLIS = 20;

  /** The engine depends on scheduled events once the source has been read. */
  private static final long GRACE_AFTER_SOURCE_MILLIS = 1;

  /** When nothing is due, the engine depends on other threads, which may be slow. */
  private static final long IDLE_GRACE_MILLIS = 300;

  private static final long IDLE_NANOS = 60_000_000_000L;

  /** The maximum number of extra grace periods for a busy source reader, which may be starved. */
  private static final int MAX_GRACES = 500;

  private record Event(long due, Runnable task) {}

  private final Queue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::due));
  private volatile long now = 1_000_000_000L;

  private volatile boolean isReading;
  private volatile @Nullable Thread reader;

  /** The thread that has read the whole source and is about to end. */
  private volatile @Nullable Thread lastReader;

  @Override
  public long nanoTime() {
    return now;
  }

  /** Returns 0, which minimizes retry delays. */
  @Override
  public double random() {
    return 0;
  }

  /** Returns a future of a value that arrives after the given milliseconds. */
  public synchronized <T> CompletableFuture<T> after(long millis, T value) {
    if (millis == 0) {
      return CompletableFuture.completedFuture(value);
    }
    CompletableFuture<T> future = new CompletableFuture<>();
    events.add(new Event(now + millis * 1_000_000, () -> future.complete(value)));
    return future;
  }

  /** Wraps the next run's source, so that this clock waits for its reader and its end. */
  public Source watched(Source source) {
    lastReader = null;
    reader = null;
    isReading = true;
    Runnable closing =
        () -> {
          source.closing().run();
          lastReader = Thread.currentThread();
          isReading = false;
        };
    Iterator<BulkItem> items =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            reader = Thread.currentThread();
            return source.items().hasNext();
          }

          @Override
          public BulkItem next() {
            return source.items().next();
          }
        };
    return new Source(items, source.size(), closing);
  }

  /** Returns whether the source's thread is running or ready to run, even if not yet scheduled. */
  private boolean isReaderBusy() {
    Thread thread = reader;
    return isReading
        && (thread == null
            || thread.getState() == Thread.State.RUNNABLE
            || hasPermits(LockSupport.getBlocker(thread)));
  }

  /** Returns whether a thread is still parked on a semaphore that already has permits. */
  private static boolean hasPermits(@Nullable Object blocker) {
    return blocker instanceof AbstractQueuedSynchronizer
        && blocker.getClass().getEnclosingClass() == Semaphore.class
        && !blocker.toString().contains("[State = 0,");
  }

  private long graceMillis(long usual) throws InterruptedException {
    Thread reader = lastReader;
    if (reader == null) {
      return usual;
    }
    reader.join(); // It has posted everything.
    return GRACE_AFTER_SOURCE_MILLIS;
  }

  @Override
  public synchronized <T> @Nullable T poll(BlockingQueue<T> queue, long nanos)
      throws InterruptedException {
    long end = now + Math.max(0, nanos);
    boolean isIdle = nanos >= IDLE_NANOS && events.isEmpty();
    long grace = nanos > 0 ? graceMillis(isIdle ? IDLE_GRACE_MILLIS : GRACE_MILLIS) : 0;
    T element = queue.poll(grace, TimeUnit.MILLISECONDS);
    for (int i = 0; element == null && grace > 0 && isReaderBusy() && i < MAX_GRACES; i++) {
      element = queue.poll(grace, TimeUnit.MILLISECONDS);
    }
    while (element == null && now < end) {
      Event next = events.peek();
      if (next == null || next.due() > end) {
        now = end;
      } else {
        events.remove();
        now = Math.max(now, next.due());
        next.task().run();
        element = queue.poll(graceMillis(GRACE_MILLIS), TimeUnit.MILLISECONDS);
      }
    }
    return element;
  }
}
