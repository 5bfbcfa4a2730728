package io.github.titanembeddings.finetune.dataset.internal.images;

import io.github.titanembeddings.finetune.dataset.internal.images.ManifestImage.Scanned;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.files.BucketFolder;
import io.github.titanembeddings.internal.image.HeaderStep;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.ImageCompleteness;
import io.github.titanembeddings.internal.image.ImageHeaderParser;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.storage.internal.StorageProblem;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Scans one image: reads its header and its end part by part, then all of its bytes if they are to
 * be hashed. Not thread-safe.
 *
 * <p>The end is a separate part only if it is after the parts with the header. The start is read
 * again only if the end is missing and the first part was short.
 */
final class ImageScan {
  private static final int PART = 1024 * 1024;

  private final ManifestImage image;
  private final Settings settings;
  private @Nullable ImageHeaderParser parser;
  private @Nullable ImageHeader header;
  private byte @Nullable [] start;
  private byte @Nullable [] tail;
  private Object version = "";
  private long size = -1;
  private long position;
  private int length;
  private long fingerprint;
  private long bytesRead;

  /**
   * How images are scanned; {@code window} is the length of a part, and no image of more than
   * {@code maxBytes} is hashed completely.
   */
  record Settings(ObjectStore store, int window, boolean fullHash, long maxBytes) {}

  ImageScan(ManifestImage image, Settings settings) {
    this.image = image;
    this.settings = settings;
    this.length = settings.window();
  }

  /** Reads a local file on this thread; returns null if the store has to report why it cannot. */
  @Nullable Scanned readFile(BucketFolder folder, byte[] buffer) {
    try {
      Scanned result;
      do {
        BucketFolder.Found file = folder.find(image.uri().key());
        byte[] into = length <= buffer.length ? buffer : new byte[length];
        int count = file.read(position, into);
        result = take(into, count, file.size(), file.attributes().lastModifiedTime());
      } while (result == null);
      return result;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  /** Reads the object. A problem with it is a result; the future fails for other reasons. */
  CompletableFuture<Scanned> readObject(Executor executor) {
    return Futures.recover(
        nextPart(executor),
        failure ->
            failure instanceof StorageException stored
                ? CompletableFuture.completedFuture(unreadable(stored))
                : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Scanned> nextPart(Executor executor) {
    return Futures.then(
        Futures.start(executor, () -> settings.store().read(image.uri(), position, length)),
        part -> {
          byte[] bytes = part.bytes();
          Scanned result = take(bytes, bytes.length, part.totalSize(), part.version());
          return result == null ? nextPart(executor) : hashedIfWanted(result, executor);
        });
  }

  /** Processes the part at the position; returns null if the part at the new position is needed. */
  private @Nullable Scanned take(byte[] bytes, int count, long sizeNow, Object versionNow) {
    if (parser == null) {
      size = sizeNow;
      version = versionNow;
      parser = new ImageHeaderParser(size);
      fingerprint = settings.fullHash() || size == 0 ? 0 : Fingerprints.ofStart(bytes, count, size);
    }
    bytesRead += count;
    long expected = Math.min(length, Math.max(0, size - position));
    if (sizeNow != size || !versionNow.equals(version)) {
      return changed();
    } else if (count < expected) {
      String actual =
          String.format(Locale.ROOT, "a response of %,d bytes instead of %,d", count, expected);
      return result(image.error(ViolationCodes.IMAGE_UNAVAILABLE, actual, "try again later"));
    }
    if (position == 0 && count >= Math.min(size, ImageCompleteness.START)) {
      start = bytes;
    }
    return header == null ? takeHeader(parser, bytes, count) : takeEnd(header, bytes, count);
  }

  private @Nullable Scanned takeHeader(ImageHeaderParser headers, byte[] bytes, int count) {
    HeaderStep step = headers.next(position, bytes, count);
    if (step instanceof HeaderStep.ReadFrom more) {
      position = more.position();
      return null;
    } else if (step instanceof HeaderStep.Unusable found) {
      String remedy = found.isConvertible() ? "convert it to PNG or JPEG" : found.remedy();
      return result(
          image.error(
              found.code(), found.found(), remedy.isEmpty() ? "replace the image" : remedy));
    }
    header = (ImageHeader) step;
    return takeEnd(header, bytes, count);
  }

  private @Nullable Scanned takeEnd(ImageHeader known, byte[] bytes, int count) {
    byte[] end = tail;
    if (end == null) {
      long tailStart = Math.max(0, size - ImageCompleteness.TAIL);
      if (tailStart < position || position + count < size) {
        return next(tailStart, ImageCompleteness.TAIL);
      }
      end = Arrays.copyOfRange(bytes, (int) (tailStart - position), count);
      tail = end;
    }
    String format = known.formatName();
    if (ImageCompleteness.isIn(end, end.length, format)) {
      return result(null);
    } else if (start == null) {
      return next(0, ImageCompleteness.START);
    }
    byte[] beginning = Arrays.copyOf(start, (int) Math.min(size, ImageCompleteness.START));
    ImageCompleteness reason = ImageCompleteness.explain(beginning, end, format);
    return result(
        reason == ImageCompleteness.MISSING
            ? image.error(
                ViolationCodes.IMAGE_TRUNCATED,
                reason.describe(format),
                "replace it with a complete copy")
            : Violation.warning(image.path(), ViolationCodes.IMAGE_END_NOT_SEEN)
                .actual(reason.describe(format))
                .remedy("check that it is complete, or remove the bytes after the image")
                .build());
  }

  private @Nullable Scanned next(long nextPosition, int nextLength) {
    position = nextPosition;
    length = nextLength;
    return null;
  }

  private CompletableFuture<Scanned> hashedIfWanted(Scanned result, Executor executor) {
    return settings.fullHash() && size > 0 && size <= settings.maxBytes()
        ? Futures.supply(executor, () -> hashed(result))
        : CompletableFuture.completedFuture(result);
  }

  private Scanned hashed(Scanned result) {
    MessageDigest sha256 = Sha256.digest();
    for (long done = 0; done < size; ) {
      ObjectPart part;
      try {
        part = Futures.await(settings.store().read(image.uri(), done, PART));
      } catch (StorageException e) {
        return unreadable(e);
      }
      if (part.bytes().length == 0 || !part.version().equals(version)) {
        return changed();
      }
      sha256.update(part.bytes());
      bytesRead += part.bytes().length;
      done += part.bytes().length;
    }
    fingerprint = Fingerprints.first64(sha256.digest());
    return result(result.problem());
  }

  private Scanned unreadable(StorageException failure) {
    return result(StorageProblem.ofImage(image.path(), failure));
  }

  private Scanned changed() {
    String actual = "the image changed while it was read";
    return result(image.error(ViolationCodes.IMAGE_CHANGED, actual, StorageProblem.RETRY));
  }

  private Scanned result(@Nullable Violation problem) {
    return new Scanned(image, size, bytesRead, fingerprint, header, problem);
  }
}
