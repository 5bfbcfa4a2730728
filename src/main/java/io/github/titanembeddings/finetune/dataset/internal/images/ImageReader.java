package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.finetune.dataset.internal.images.ImageProbe.Result;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.image.fit.ImageFitter;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Reads the headers of images from a store, and some images completely. Thread-safe. */
public final class ImageReader {
  /** Large, since a request costs much more than its bytes. */
  private static final int WINDOW = 64 * 1024;

  private static final int PART = 1024 * 1024;

  private final ObjectStore store;
  private final @Nullable FileHeaders files;
  private final boolean fullHash;
  private final long maxBytes;
  private final int window;
  private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();

  /** Creates a reader that reads no image of more than {@code maxBytes} completely. */
  public ImageReader(ObjectStore store, boolean fullHash, long maxBytes) {
    this.store = store;
    this.fullHash = fullHash;
    this.maxBytes = maxBytes;
    this.files = store instanceof LocalObjectStore local ? new FileHeaders(local) : null;
    this.window = files == null ? WINDOW : FileHeaders.WINDOW;
  }

  /** Returns whether reading an image takes no longer than starting a task for it. */
  boolean isQuick(ImageProbe probe) {
    return files != null && !fullHash && !probe.decoded();
  }

  CompletableFuture<Result> readNow(ImageProbe probe) {
    try {
      byte[] used = buffers.poll();
      byte[] buffer = used == null ? new byte[window] : used;
      Result result = files == null ? null : files.read(probe, buffer);
      buffers.add(buffer);
      return CompletableFuture.completedFuture(
          result == null ? Futures.await(read(probe, Runnable::run)) : result);
    } catch (RuntimeException | Error failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Reads an image. A problem with the image is a result; the future fails for other reasons. */
  CompletableFuture<Result> read(ImageProbe probe, Executor executor) {
    CompletableFuture<ObjectPart> start =
        Futures.start(executor, () -> store.read(probe.uri(), 0, window));
    CompletableFuture<Result> result =
        Futures.then(start, part -> readHeader(probe, part, executor));
    return Futures.recover(
        result,
        failure ->
            failure instanceof StorageException stored
                ? CompletableFuture.completedFuture(failed(probe, stored))
                : CompletableFuture.failedFuture(failure));
  }

  private static Result failed(ImageProbe probe, StorageException failure) {
    return new Result(probe, -1, 0, 0, null, StorageProblem.ofImage(probe.path(), failure));
  }

  private CompletableFuture<Result> readHeader(
      ImageProbe probe, ObjectPart start, Executor executor) {
    HeaderReading header = new HeaderReading(probe, window, start.totalSize(), start.version());
    return Futures.then(
        step(probe, header, start, executor), result -> wholeIfWanted(result, start, executor));
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

  private CompletableFuture<Result> wholeIfWanted(
      Result result, ObjectPart start, Executor executor) {
    boolean wanted = fullHash || result.probe().decoded();
    boolean unusable =
        result.problem() != null && result.problem().severity() == Violation.Severity.ERROR;
    if (!wanted || unusable || result.size() > maxBytes) {
      return CompletableFuture.completedFuture(result);
    }
    return Futures.supply(executor, () -> readWhole(result, start.version()));
  }

  /** Hashes all bytes of an image, and decodes the image if it belongs to the sample. */
  private Result readWhole(Result result, String version) {
    ImageProbe probe = result.probe();
    MessageDigest sha256 = Sha256.digest();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    long position = 0;
    while (position < result.size()) {
      ObjectPart part;
      try {
        part = Futures.await(store.read(probe.uri(), position, PART));
      } catch (StorageException e) {
        return result.with(StorageProblem.ofImage(probe.path(), e), position);
      }
      if (part.bytes().length == 0 || !part.version().equals(version)) {
        return result.with(probe.changed(), position);
      }
      sha256.update(part.bytes());
      if (probe.decoded()) {
        kept.writeBytes(part.bytes());
      }
      position += part.bytes().length;
    }
    Violation problem = result.problem();
    if (probe.decoded()) {
      MemoryImage image = new MemoryImage(ByteBuffer.wrap(kept.toByteArray()));
      problem =
          ImageFitter.decodingProblem(image)
              .map(
                  found ->
                      probe.error(ViolationCodes.IMAGE_UNDECODABLE, found, "replace the image"))
              .orElse(problem);
    }
    long fingerprint = fullHash ? Fingerprints.first64(sha256.digest()) : result.fingerprint();
    long bytesRead = result.bytesRead() + position;
    return new Result(probe, result.size(), bytesRead, fingerprint, result.header(), problem);
  }
}
