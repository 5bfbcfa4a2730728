package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a limited number of images concurrently. Not thread-safe. */
public final class ImageReads implements AutoCloseable {
  /** Local files are read, and whole images decoded, on these threads. */
  private static final int THREADS = 4;

  /** Files are read in groups, since starting a task costs as much as reading a file. */
  private static final int GROUP = 16;

  private static final int MAX_WAITING = 8;

  private final ImageReader reader;
  private final int maxPending;
  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService executor =
      new ThreadPoolExecutor(
          THREADS, THREADS, 0, TimeUnit.SECONDS, waiting, Threads.daemons("titan-dataset"));
  private final Map<Integer, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
  private final BlockingQueue<List<CompletableFuture<Result>>> finished =
      new LinkedBlockingQueue<>();
  private final Queue<CompletableFuture<Result>> results = new ArrayDeque<>();
  private final List<ImageProbe> group = new ArrayList<>(GROUP);
  private int pending;

  public ImageReads(ImageReader reader, int maxPending) {
    this.reader = reader;
    this.maxPending = maxPending;
  }

  public boolean isFull() {
    return pending == maxPending;
  }

  public boolean isEmpty() {
    return pending == 0;
  }

  public void start(ImageProbe probe) {
    pending++;
    if (!reader.isQuick(probe)) {
      startAlone(probe);
      return;
    }
    group.add(probe);
    if (group.size() == GROUP) {
      startGroup();
    }
  }

  /** Reads a group on one thread; if many groups wait, on this one, which would wait as well. */
  private void startGroup() {
    if (group.isEmpty()) {
      return;
    }
    List<ImageProbe> probes = List.copyOf(group);
    group.clear();
    Runnable task = () -> finished.add(probes.stream().map(reader::readNow).toList());
    if (waiting.size() < MAX_WAITING) {
      executor.execute(task);
    } else {
      task.run();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private void startAlone(ImageProbe probe) {
    CompletableFuture<Result> reading = reader.read(probe, executor);
    running.put(probe.image(), reading);
    reading.whenComplete(
        (result, failure) -> {
          running.remove(probe.image());
          finished.add(List.of(reading));
        });
  }

  /** Returns a finished image, or null if there is none within the given time. */
  @Nullable
  public Result poll(long millis) {
    CompletableFuture<Result> result = results.poll();
    if (result == null) {
      takeFinished(millis);
      result = results.poll();
    }
    if (result == null) {
      return null;
    }
    pending--;
    return Futures.await(result);
  }

  private void takeFinished(long millis) {
    if (millis > 0) {
      startGroup();
    }
    try {
      List<CompletableFuture<Result>> some =
          millis == 0 ? finished.poll() : finished.poll(millis, TimeUnit.MILLISECONDS);
      if (some != null) {
        results.addAll(some);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while images were read", e);
    }
  }

  @Override
  public void close() {
    running.values().forEach(reading -> reading.cancel(true));
    executor.shutdownNow();
  }
}
