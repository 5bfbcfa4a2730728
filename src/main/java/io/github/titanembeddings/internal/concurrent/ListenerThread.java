package io.github.titanembeddings.internal.concurrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to a listener in order on a dedicated thread, so that a listener can neither
 * block nor break a call. The thread ends while it is idle. Thread-safe.
 */
public final class ListenerThread implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ListenerThread.class.getName());
  private static final int QUEUE = 10_000;
  private static final int IDLE_SECONDS = 30;
  private static final int CLOSE_SECONDS = 1;

  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor thread;
  private volatile @Nullable Thread worker;

  public ListenerThread(String name) {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            task -> worker = Threads.daemon(task, name),
            (event, executor) ->
                LOG.log(
                    System.Logger.Level.DEBUG,
                    "events dropped since the listener is too slow, or the client is closed: {0}",
                    dropped.incrementAndGet()));
    thread.allowCoreThreadTimeOut(true);
  }

  /** Delivers an event later; logs and ignores its exceptions. */
  public void deliver(Runnable event) {
    thread.execute(() -> Listeners.call(event));
  }

  /** Waits up to a second for queued events to be delivered, unless a listener closes it. */
  @Override
  public void close() {
    thread.shutdown();
    if (Thread.currentThread() == worker) {
      return;
    }
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) { // the queued events are delivered all the same
      Thread.currentThread().interrupt();
    }
  }
}
