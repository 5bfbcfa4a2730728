package io.github.titanembeddings.internal.concurrent;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to listeners in order on a dedicated daemon thread, so that a listener can
 * neither block nor break the source of the events. The thread ends while it is idle. Thread-safe.
 *
 * <p>The queue has a capacity of 10,000 events. {@link #deliver} exceeds it rather than lose an
 * event, so the number of such events must be bounded otherwise: by {@link #hasCapacity}, or by the
 * number of calls in flight, of jobs or of runs.
 */
public final class ListenerThread implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ListenerThread.class.getName());
  private static final int CAPACITY = 10_000;
  private static final int IDLE_SECONDS = 30;
  private static final int CLOSE_SECONDS = 1;

  private final AtomicLong dropped = new AtomicLong();
  private final ScheduledThreadPoolExecutor thread;
  private volatile @Nullable Thread worker;
  private volatile @Nullable Future<?> repeated;

  public ListenerThread(String name) {
    thread = new ScheduledThreadPoolExecutor(1, task -> worker = Threads.daemon(task, name));
    thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
    thread.setRemoveOnCancelPolicy(true);
  }

  /** Returns whether fewer than 10,000 events are queued; otherwise logs that one is dropped. */
  public boolean hasCapacity() {
    boolean hasCapacity = thread.getQueue().size() < CAPACITY;
    if (!hasCapacity) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "events dropped since the listener is too slow: {0}",
          dropped.incrementAndGet());
    }
    return hasCapacity;
  }

  /** Delivers an event later, also after {@link #close}; logs and ignores its exceptions. */
  public void deliver(Runnable event) {
    thread.execute(() -> Listeners.call(event));
  }

  /** Delivers an event to each listener. */
  public <L> void deliver(List<L> listeners, Consumer<L> event) {
    listeners.forEach(listener -> deliver(() -> event.accept(listener)));
  }

  /** Delivers an event to each listener, or drops it while the queue is full. */
  public <L> void offer(List<L> listeners, Consumer<L> event) {
    if (!listeners.isEmpty() && hasCapacity()) {
      deliver(listeners, event);
    }
  }

  /** Delivers a state to each listener, with an interval after each delivery; to be called once. */
  public <L, S> void repeat(
      List<L> listeners, long intervalNanos, Supplier<S> state, BiConsumer<L, S> event) {
    if (!listeners.isEmpty()) {
      repeated =
          thread.scheduleWithFixedDelay(
              () -> {
                S now = state.get();
                listeners.forEach(listener -> Listeners.call(() -> event.accept(listener, now)));
              },
              intervalNanos,
              intervalNanos,
              TimeUnit.NANOSECONDS);
    }
  }

  /** Delivers the last event to each listener, and closes this. */
  public <L> void end(List<L> listeners, Consumer<L> event) {
    stopRepeating();
    deliver(listeners, event);
    close();
  }

  private void stopRepeating() {
    Future<?> running = repeated;
    if (running != null) {
      running.cancel(false);
    }
  }

  /**
   * Waits up to a second for queued events to be delivered, unless a listener closes it. All events
   * are delivered, also those that are reported later.
   */
  @Override
  public void close() {
    stopRepeating();
    if (worker == null) {
      return; // no event was reported
    }
    CountDownLatch delivered = new CountDownLatch(1);
    thread.execute(delivered::countDown);
    thread.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    if (Thread.currentThread() == worker) {
      return;
    }
    try {
      if (!delivered.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.DEBUG, "a slow listener receives queued events after the end");
      }
    } catch (InterruptedException e) { // the queued events are delivered all the same
      Thread.currentThread().interrupt();
    }
  }
}
