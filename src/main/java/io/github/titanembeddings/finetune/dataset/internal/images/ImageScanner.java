package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage.Scanned;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.internal.files.BucketFolder;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Scans a limited number of images concurrently. Not thread-safe. */
public final class ImageScanner implements AutoCloseable {
  /** Large, since a request costs much more than its bytes. */
  private static final int OBJECT_WINDOW = 64 * 1024;

  /** Small, since another read of a local file costs little. */
  static final int FILE_WINDOW = 16 * 1024;

  /** Local files are read, and whole images hashed, on these threads. */
  private static final int THREADS = 4;

  /** Files are read in groups, since starting a task costs as much as reading a file. */
  private static final int GROUP = 16;

  private static final int MAX_WAITING = 8;

  private final ImageScan.Settings settings;
  private final int maxPending;
  private final @Nullable LocalObjectStore local;
  private final @Nullable BucketFolder folder;
  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService executor =
      new ThreadPoolExecutor(
          THREADS, THREADS, 0, TimeUnit.SECONDS, waiting, Threads.daemons("titan-dataset"));
  private final Map<Integer, CompletableFuture<Scanned>> running = new ConcurrentHashMap<>();
  private final BlockingQueue<List<CompletableFuture<Scanned>>> finished =
      new LinkedBlockingQueue<>();
  private final Queue<CompletableFuture<Scanned>> results = new ArrayDeque<>();
  private final List<ManifestImage> group = new ArrayList<>(GROUP);

  /** Buffers are reused: touching new memory takes longer than reading a file. */
  private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();

  private int pending;

  /** Creates a scanner that hashes no image of more than {@code maxBytes}. */
  public ImageScanner(ObjectStore store, boolean fullHash, long maxBytes, int maxPending) {
    this.local = store instanceof LocalObjectStore files ? files : null;
    this.folder = local == null ? null : new BucketFolder(local.folder());
    int window = local == null ? OBJECT_WINDOW : FILE_WINDOW;
    this.settings = new ImageScan.Settings(store, window, fullHash, maxBytes);
    this.maxPending = maxPending;
  }

  public boolean isFull() {
    return pending == maxPending;
  }

  public boolean isEmpty() {
    return pending == 0;
  }

  public void start(ManifestImage image) {
    pending++;
    if (!isQuick()) {
      startAlone(image);
      return;
    }
    group.add(image);
    if (group.size() == GROUP) {
      startGroup();
    }
  }

  /** Returns whether scanning an image takes no longer than starting a task for it. */
  private boolean isQuick() {
    return local != null && !settings.fullHash();
  }

  /** Scans a group on one thread; if many groups wait, on this one, which would wait as well. */
  private void startGroup() {
    if (group.isEmpty()) {
      return;
    }
    List<ManifestImage> images = List.copyOf(group);
    group.clear();
    Runnable task = () -> finished.add(images.stream().map(this::scanNow).toList());
    if (waiting.size() < MAX_WAITING) {
      executor.execute(task);
    } else {
      task.run();
    }
  }

  CompletableFuture<Scanned> scanNow(ManifestImage image) {
    try {
      Scanned result = scanFile(image);
      return result == null
          ? new ImageScan(image, settings).readObject(Runnable::run)
          : CompletableFuture.completedFuture(result);
    } catch (RuntimeException | Error failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Scans a local file; returns null if the store has to report why it cannot be read. */
  @Nullable Scanned scanFile(ManifestImage image) {
    if (local == null || folder == null || !local.bucket().equals(image.uri().bucket())) {
      return null;
    }
    byte[] used = buffers.poll();
    byte[] buffer = used == null ? new byte[settings.window()] : used;
    Scanned result = new ImageScan(image, settings).readFile(folder, buffer);
    buffers.add(buffer);
    return result;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private void startAlone(ManifestImage image) {
    CompletableFuture<Scanned> scan = new ImageScan(image, settings).readObject(executor);
    running.put(image.number(), scan);
    scan.whenComplete(
        (result, failure) -> {
          running.remove(image.number());
          finished.add(List.of(scan));
        });
  }

  /** Returns a scanned image, or null if there is none within the given time. */
  @Nullable
  public Scanned poll(long millis) {
    CompletableFuture<Scanned> result = results.poll();
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
      List<CompletableFuture<Scanned>> some =
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
    running.values().forEach(scan -> scan.cancel(true));
    executor.shutdownNow();
  }
}
