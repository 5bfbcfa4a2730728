package io.github.titanembeddings.internal.concurrent;

import io.github.titanembeddings.EmbeddingListener;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener of events in a thread of its own, so that it can neither block nor break a call.
 */
public final class ListenerThread implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ListenerThread.class.getName());
  private static final int QUEUE = 10_000;
  private static final int IDLE_SECONDS = 30;
  private static final int CLOSE_SECONDS = 1;

  private final EmbeddingListener listener;
  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor thread;
  private volatile @Nullable Thread worker;

  public ListenerThread(EmbeddingListener listener) {
    this.listener = listener;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> worker = Threads.daemon(task, "titan-embeddings-listener"),
            (event, executor) -> drop());
    thread.allowCoreThreadTimeOut(true);
  }

  public void tell(Consumer<EmbeddingListener> event) {
    thread.execute(() -> deliver(event));
  }

  private void deliver(Consumer<EmbeddingListener> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.DEBUG, "an embedding listener failed", e);
    }
  }

  private void drop() {
    LOG.log(
        System.Logger.Level.DEBUG,
        "events dropped since the embedding listener is too slow, or the client is closed: {0}",
        dropped.incrementAndGet());
  }

  /** Lets waiting events be told, for a second at most; not if a listener itself closes. */
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
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
