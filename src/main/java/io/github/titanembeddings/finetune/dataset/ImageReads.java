package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.ImageProbe.Result;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The images that are being read: some at once, no more. Used by one thread. */
final class ImageReads implements AutoCloseable {
  /** A store of files reads in these, and whole images are decoded in them. */
  private static final int THREADS = 4;

  private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

  /** What came of a reading. */
  private record Outcome(@Nullable Result result, @Nullable Throwable failure) {}

  private final ImageReader reader;
  private final int most;
  private final ExecutorService executor =
      Executors.newFixedThreadPool(THREADS, ImageReads::thread);
  private final Map<Integer, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private int pending;

  ImageReads(ImageReader reader, int most) {
    this.reader = reader;
    this.most = most;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "titan-dataset-" + THREAD_NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Whether another image can be started on. */
  boolean isFull() {
    return pending == most;
  }

  boolean isEmpty() {
    return pending == 0;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  void start(ImageProbe probe) {
    pending++;
    CompletableFuture<Result> reading = reader.read(probe, executor);
    running.put(probe.image(), reading);
    reading.whenComplete(
        (result, failure) -> {
          running.remove(probe.image());
          outcomes.add(new Outcome(result, failure));
        });
  }

  /** A finished image, if there is one now or within some time. */
  @Nullable Result poll(long millis) {
    Outcome outcome;
    try {
      outcome = millis == 0 ? outcomes.poll() : outcomes.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while images were read", e);
    }
    if (outcome == null) {
      return null;
    }
    pending--;
    if (outcome.failure instanceof RuntimeException failure) {
      throw failure;
    } else if (outcome.failure instanceof Error error) {
      throw error;
    } else if (outcome.failure != null) {
      throw new IllegalStateException(outcome.failure);
    }
    return outcome.result;
  }

  /** Cancels what is still being read. */
  @Override
  public void close() {
    running.values().forEach(reading -> reading.cancel(true));
    executor.shutdownNow();
  }
}
