package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkListener;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Calls the listeners of a run: with its retries, with its progress at an interval, at its end. */
final class ListenerLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(ListenerLoop.class.getName());
  private static final int LAST_WORDS_MILLIS = 500;
  private static final int MOST_WAITING = 10_000;

  private final List<BulkListener> listeners;
  private final long interval;
  private final Supplier<BulkSnapshot> snapshots;
  private final BlockingQueue<Consumer<BulkListener>> events = new LinkedBlockingQueue<>();
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile boolean ended;

  ListenerLoop(List<BulkListener> listeners, Duration interval, Supplier<BulkSnapshot> snapshots) {
    this.listeners = listeners;
    this.interval = Saturated.nanos(interval);
    this.snapshots = snapshots;
  }

  @Override
  public void run() {
    try {
      long last = System.nanoTime();
      while (!ended || !events.isEmpty()) {
        long wait = interval - (System.nanoTime() - last);
        Consumer<BulkListener> event = events.poll(wait, TimeUnit.NANOSECONDS);
        if (event != null) {
          tell(event);
        } else {
          BulkSnapshot snapshot = snapshots.get();
          tell(listener -> listener.onProgress(snapshot));
          last = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    told.countDown();
  }

  private void tell(Consumer<BulkListener> event) {
    for (BulkListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.DEBUG, "a bulk listener failed", e);
      }
    }
  }

  /** Reports a retry, unless the listeners are far behind. */
  void retried(String key, InvokeRetry retry) {
    if (!listeners.isEmpty() && events.size() < MOST_WAITING) {
      events.add(listener -> listener.onRetry(key, retry));
    }
  }

  /** Reports the end, and waits a short time until the listeners have received it. */
  void end(BulkSummary summary) {
    events.add(listener -> listener.onEnd(summary));
    ended = true;
    try {
      if (!listeners.isEmpty() && !told.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.DEBUG, "a bulk listener takes long to receive the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
