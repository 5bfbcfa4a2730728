package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.ImageProbe.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The images that are being read: some at once, no more. Used by one thread. */
final class ImageReads implements AutoCloseable {
  /** A store of files reads in these, and whole images are decoded in them. */
  private static final int THREADS = 4;

  /** Files are read in groups, since to hand one over costs as much as to read it. */
  private static final int GROUP = 16;

  private static final int MOST_WAITING = 8;

  private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

  /** What came of a reading. */
  private record Outcome(@Nullable Result result, @Nullable Throwable failure) {}

  private final ImageReader reader;
  private final int most;
  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService executor =
      new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, waiting, ImageReads::thread);
  private final Map<Integer, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private final List<ImageProbe> group = new ArrayList<>(GROUP);
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

  void start(ImageProbe probe) {
    pending++;
    if (!reader.isQuick(probe)) {
      start(probe, executor);
      return;
    }
    group.add(probe);
    if (group.size() == GROUP) {
      startGroup();
    }
  }

  /** Reads a group in one thread; with many waiting, in this one, which would only wait. */
  private void startGroup() {
    if (group.isEmpty()) {
      return;
    }
    List<ImageProbe> probes = List.copyOf(group);
    group.clear();
    Runnable task = () -> probes.forEach(probe -> start(probe, Runnable::run));
    if (waiting.size() < MOST_WAITING) {
      executor.execute(task);
    } else {
      task.run();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private void start(ImageProbe probe, Executor where) {
    CompletableFuture<Result> reading = reader.read(probe, where);
    running.put(probe.image(), reading);
    reading.whenComplete(
        (result, failure) -> {
          running.remove(probe.image());
          outcomes.add(new Outcome(result, failure));
        });
  }

  /** A finished image, if there is one now, or within some time if that is not 0. */
  @Nullable Result poll(long millis) {
    Outcome outcome;
    if (millis > 0) {
      startGroup();
    }
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
