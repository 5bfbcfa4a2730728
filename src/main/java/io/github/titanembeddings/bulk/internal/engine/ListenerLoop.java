package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkListener;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.internal.concurrent.Listeners;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calls the listeners of a run on a dedicated thread, which starts with the first event. */
final class ListenerLoop {
  private static final System.Logger LOG = System.getLogger(ListenerLoop.class.getName());
  private static final int MAX_QUEUED = 10_000;
  private static final int END_MILLIS = 500;

  private final List<BulkListener> listeners;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, task -> Threads.daemon(task, "titan-embeddings-bulk-listener"));

  ListenerLoop(List<BulkListener> listeners) {
    this.listeners = listeners;
  }

  /** Reports the progress at an interval from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread
  void start(Duration interval, Supplier<BulkSnapshot> snapshots) {
    if (!listeners.isEmpty()) {
      long nanos = EngineClock.nanos(interval);
      thread.scheduleWithFixedDelay(
          () -> {
            BulkSnapshot snapshot = snapshots.get();
            report(listener -> listener.onProgress(snapshot));
          },
          nanos,
          nanos,
          TimeUnit.NANOSECONDS);
    }
  }

  /** Reports a retry, unless too many events are queued. */
  void retried(String key, InvokeRetry retry) {
    if (!listeners.isEmpty() && thread.getQueue().size() < MAX_QUEUED) {
      thread.execute(() -> report(listener -> listener.onRetry(key, retry)));
    }
  }

  /** Reports the end, and waits a short time until the listeners have received it. */
  void end(BulkSummary summary) {
    if (listeners.isEmpty()) {
      return;
    }
    thread.execute(() -> report(listener -> listener.onEnd(summary)));
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.DEBUG, "a bulk listener is slow to receive the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Consumer<BulkListener> event) {
    for (BulkListener listener : listeners) {
      Listeners.call(() -> event.accept(listener));
    }
  }
}
