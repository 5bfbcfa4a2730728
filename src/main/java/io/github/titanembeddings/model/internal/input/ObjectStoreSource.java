package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.HeaderStep;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.ImageHeaderParser;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.storage.internal.StorageProblem;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** An object in a store, read for each request: first its header, then the rest. */
public record ObjectStoreSource(ObjectStore store, S3Uri uri) implements ImageSource {
  private static final int HEADER_BYTES = 64 * 1024;

  /** Returns the source of an object; a malformed URI is reported in place of an image. */
  public static ImageSource of(ObjectStore store, String uri) {
    Objects.requireNonNull(store, "store");
    try {
      S3Uri object = S3Uri.of(uri);
      return object.key().isEmpty()
          ? ImageSource.broken(
              ViolationCodes.S3_URI_NO_KEY,
              Abbreviate.withoutSecrets(uri) + " names no object",
              "give s3://bucket/key")
          : new ObjectStoreSource(store, object);
    } catch (InvalidRequestException e) {
      Violation problem = e.violations().get(0);
      return ImageSource.broken(problem.code(), problem.actual(), problem.limit());
    }
  }

  @Override
  public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
    return Futures.then(read(0, HEADER_BYTES, executor), head -> loadRest(head, policy, executor));
  }

  private CompletableFuture<ImageData> loadRest(
      ObjectPart head, ImagePolicy policy, Executor executor) {
    long size = head.totalSize();
    int start = head.bytes().length;
    RequestCheck.requireValid(policy.check(toString(), size, header(head)));
    if (start == size) {
      return CompletableFuture.completedFuture(image(head.bytes()));
    }
    return Futures.map(read(start, (int) (size - start), executor), rest -> whole(head, rest));
  }

  private ImageData image(byte[] bytes) {
    return new MemoryImage(ByteBuffer.wrap(bytes), toString());
  }

  private ImageData whole(ObjectPart head, ObjectPart rest) {
    long read = (long) head.bytes().length + rest.bytes().length;
    if (read != head.totalSize() || !rest.version().equals(head.version())) {
      throw ImageProblems.changed(toString(), head.totalSize(), Math.min(read, rest.totalSize()));
    }
    byte[] all = Arrays.copyOf(head.bytes(), (int) read);
    System.arraycopy(rest.bytes(), 0, all, head.bytes().length, rest.bytes().length);
    return image(all);
  }

  @Override
  public CompletableFuture<OptionalLong> byteCount() {
    return Futures.map(read(0, 1, Runnable::run), part -> OptionalLong.of(part.totalSize()));
  }

  @Override
  public CompletableFuture<ImageInfo> probe() {
    return Futures.then(
        read(0, HEADER_BYTES, Runnable::run),
        head -> {
          HeaderStep header = header(head);
          return header instanceof HeaderStep.ReadFrom
              ? Futures.map(loadRest(head, ImagePolicy.LENIENT, Runnable::run), PreparedImage::info)
              : CompletableFuture.completedFuture(
                  PreparedImage.info(toString(), head.totalSize(), header));
        });
  }

  private static HeaderStep header(ObjectPart head) {
    return new ImageHeaderParser(head.totalSize()).next(0, head.bytes(), head.bytes().length);
  }

  /** Reads on the executor, since a custom store may block. */
  private CompletableFuture<ObjectPart> read(long offset, int length, Executor executor) {
    CompletableFuture<ObjectPart> part =
        Futures.start(executor, () -> store.read(uri, offset, length));
    return Futures.mapFailure(part, this::explained);
  }

  /** Returns a failure that the caller can repair as an invalid request, any other unchanged. */
  private Throwable explained(Throwable failure) {
    if (!(failure instanceof StorageException refusal)) {
      return failure;
    }
    return switch (refusal.kind()) {
      case NOT_FOUND -> refused(" does not exist", refusal);
      case ACCESS_DENIED -> refused(" may not be read", refusal);
      default -> refusal;
    };
  }

  private InvalidRequestException refused(String actual, StorageException refusal) {
    StorageProblem problem = StorageProblem.of(refusal.kind());
    return ImageProblems.refused(problem.imageCode(), this + actual, problem.remedy(), refusal);
  }

  @Override
  public String toString() {
    return Abbreviate.withoutSecrets(uri.toString());
  }
}
