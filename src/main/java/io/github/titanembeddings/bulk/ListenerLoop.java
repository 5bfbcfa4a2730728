package io.github.titanembeddings.bulk;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells listeners now and then how a run goes on, and once that it has ended. */
final class ListenerLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(ListenerLoop.class.getName());
  private static final int LAST_WORDS_MILLIS = 500;

  private final List<BulkListener> listeners;
  private final Duration interval;
  private final Supplier<BulkSnapshot> snapshots;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile @Nullable BulkSummary summary;

  ListenerLoop(List<BulkListener> listeners, Duration interval, Supplier<BulkSnapshot> snapshots) {
    this.listeners = listeners;
    this.interval = interval;
    this.snapshots = snapshots;
  }

  @Override
  public void run() {
    try {
      while (!ended.await(Saturated.nanos(interval), TimeUnit.NANOSECONDS)) {
        BulkSnapshot snapshot = snapshots.get();
        tell(listener -> listener.progress(snapshot));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    BulkSummary last = summary;
    if (last != null) {
      tell(listener -> listener.finished(last));
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

  /** Has the end told; waits for that, but not for long. */
  void end(BulkSummary summary) {
    this.summary = summary;
    ended.countDown();
    try {
      if (!listeners.isEmpty() && !told.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.DEBUG, "a bulk listener takes long to hear of the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
