package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageReader.Outcome;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The images that are being read: some at once, no more. Used by one thread. */
public final class ImageReads implements AutoCloseable {
  /** A store of files reads in these, and whole images are decoded in them. */
  private static final int THREADS = 4;

  /** Files are read in groups, since to hand one over costs as much as to read it. */
  private static final int GROUP = 16;

  private static final int MOST_WAITING = 8;

  private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

  private final ImageReader reader;
  private final int most;
  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService executor =
      new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, waiting, ImageReads::thread);
  private final Map<Integer, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
  private final BlockingQueue<List<Outcome>> finished = new LinkedBlockingQueue<>();
  private final Queue<Outcome> outcomes = new ArrayDeque<>();
  private final List<ImageProbe> group = new ArrayList<>(GROUP);
  private int pending;

  public ImageReads(ImageReader reader, int most) {
    this.reader = reader;
    this.most = most;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "titan-dataset-" + THREAD_NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Whether another image can be started on. */
  public boolean isFull() {
    return pending == most;
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

  /** Reads a group in one thread; with many waiting, in this one, which would only wait. */
  private void startGroup() {
    if (group.isEmpty()) {
      return;
    }
    List<ImageProbe> probes = List.copyOf(group);
    group.clear();
    Runnable task = () -> finished.add(outcomes(probes));
    if (waiting.size() < MOST_WAITING) {
      executor.execute(task);
    } else {
      task.run();
    }
  }

  /** One for each, whatever happens, since each is waited for. */
  private List<Outcome> outcomes(List<ImageProbe> probes) {
    try {
      return reader.readNow(probes);
    } catch (RuntimeException | Error failure) {
      return probes.stream().map(probe -> new Outcome(null, failure)).toList();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private void startAlone(ImageProbe probe) {
    CompletableFuture<Result> reading = reader.read(probe, executor);
    running.put(probe.image(), reading);
    reading.whenComplete(
        (result, failure) -> {
          running.remove(probe.image());
          finished.add(List.of(new Outcome(result, failure)));
        });
  }

  /** A finished image, if there is one now, or within some time if that is not 0. */
  @Nullable
  public Result poll(long millis) {
    Outcome outcome = outcomes.poll();
    if (outcome == null) {
      takeFinished(millis);
      outcome = outcomes.poll();
    }
    if (outcome == null) {
      return null;
    }
    pending--;
    Throwable failure = outcome.failure();
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw new IllegalStateException(failure);
    }
    return outcome.result();
  }

  private void takeFinished(long millis) {
    if (millis > 0) {
      startGroup();
    }
    try {
      List<Outcome> some =
          millis == 0 ? finished.poll() : finished.poll(millis, TimeUnit.MILLISECONDS);
      if (some != null) {
        outcomes.addAll(some);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "interrupted while images were read", e);
    }
  }

  /** Cancels what is still being read. */
  @Override
  public void close() {
    running.values().forEach(reading -> reading.cancel(true));
    executor.shutdownNow();
  }
}
