package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Problem;
import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Reads the headers of images out of a store, and some images whole. */
public final class ImageReader {
  /** One request costs far more than its bytes. */
  private static final int WINDOW = 64 * 1024;

  /** What came of a reading. */
  record Outcome(@Nullable Result result, @Nullable Throwable failure) {}

  private final ObjectStore store;
  private final @Nullable FileHeaders files;
  private final WholeImage whole;
  private final boolean fullHash;
  private final long mostBytes;
  private final int window;
  private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();

  public ImageReader(ObjectStore store, boolean fullHash, long mostBytes) {
    this.store = store;
    this.whole = new WholeImage(store);
    this.fullHash = fullHash;
    this.mostBytes = mostBytes;
    this.files = store instanceof LocalObjectStore local ? new FileHeaders(local) : null;
    this.window = files == null ? WINDOW : FileHeaders.WINDOW;
  }

  /** Whether it takes no longer to read an image than to hand it to another thread. */
  boolean isQuick(ImageProbe probe) {
    return files != null && !fullHash && !probe.decoded();
  }

  /** Looks at images for which that is quick, in the calling thread. */
  List<Outcome> readNow(List<ImageProbe> probes) {
    byte[] used = buffers.poll();
    byte[] buffer = used == null ? new byte[window] : used;
    List<Outcome> read = new ArrayList<>(probes.size());
    for (ImageProbe probe : probes) {
      read.add(readNow(probe, buffer));
    }
    buffers.add(buffer);
    return read;
  }

  private Outcome readNow(ImageProbe probe, byte[] buffer) {
    try {
      Result result = files == null ? null : files.read(probe, buffer);
      return new Outcome(result == null ? Futures.await(read(probe, Runnable::run)) : result, null);
    } catch (RuntimeException | Error failure) {
      return new Outcome(null, failure);
    }
  }

  /** Looks at an image; what is wrong with it is no failure of the future. */
  CompletableFuture<Result> read(ImageProbe probe, Executor executor) {
    CompletableFuture<ObjectPart> start =
        Futures.start(executor, () -> store.read(probe.uri(), 0, window));
    CompletableFuture<Result> result =
        Futures.then(start, part -> firstStep(probe, part, executor));
    return Futures.recover(result, failure -> problem(probe, failure));
  }

  private CompletableFuture<Result> firstStep(
      ImageProbe probe, ObjectPart start, Executor executor) {
    HeaderReading header = new HeaderReading(probe, window, start.totalSize(), start.version());
    return Futures.then(
        step(probe, header, start, executor), result -> wholeIfAsked(result, start, executor));
  }

  private CompletableFuture<Result> step(
      ImageProbe probe, HeaderReading header, ObjectPart part, Executor executor) {
    byte[] bytes = part.bytes();
    Result result = header.take(bytes, bytes.length, part.totalSize(), part.version());
    if (result != null) {
      return CompletableFuture.completedFuture(result);
    }
    return Futures.then(
        Futures.start(executor, () -> store.read(probe.uri(), header.position(), header.length())),
        next -> step(probe, header, next, executor));
  }

  private CompletableFuture<Result> wholeIfAsked(
      Result result, ObjectPart start, Executor executor) {
    boolean wanted = fullHash || result.probe().decoded();
    boolean unusable = result.problem() != null && result.problem().isError();
    if (!wanted || unusable || result.size() > mostBytes) {
      return CompletableFuture.completedFuture(result);
    }
    return Futures.supply(executor, () -> whole.read(result, start.version(), fullHash));
  }

  private static CompletableFuture<Result> problem(ImageProbe probe, Throwable failure) {
    return failure instanceof StorageException stored
        ? CompletableFuture.completedFuture(probe.failed(problem(stored)))
        : CompletableFuture.failedFuture(failure);
  }

  public static Problem problem(StorageException failure) {
    String found = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case NOT_FOUND ->
          new Problem(ViolationCodes.IMAGE_NOT_FOUND, found, "correct the URI, or upload it");
      case ACCESS_DENIED ->
          new Problem(
              ViolationCodes.IMAGE_ACCESS_DENIED,
              found,
              "allow s3:GetObject on it to these credentials, and to the job's role");
      case UNAVAILABLE -> new Problem(ViolationCodes.IMAGE_UNAVAILABLE, found, "try again later");
      case FAILED -> new Problem(ViolationCodes.IMAGE_UNREADABLE, found, "make it readable");
    };
  }
}
