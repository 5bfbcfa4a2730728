package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.internal.WireNames;
import io.github.titanembeddings.model.internal.image.AdmittedImage;
import io.github.titanembeddings.model.internal.image.ImagePolicy;
import io.github.titanembeddings.model.internal.image.source.BrokenSource;
import io.github.titanembeddings.model.internal.image.source.FileSource;
import io.github.titanembeddings.model.internal.image.source.HeldSource;
import io.github.titanembeddings.model.internal.image.source.ImageSource;
import io.github.titanembeddings.model.internal.image.source.ImageTexts;
import io.github.titanembeddings.model.internal.image.source.MemorySource;
import io.github.titanembeddings.model.internal.image.source.StoredSource;
import io.github.titanembeddings.model.internal.image.source.StreamSource;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An image to embed: a PNG or JPEG, known by its content and not by its name, of at most 25 MB
 * (26,214,400 bytes) and 2,048 x 2,048 = 4,194,304 pixels; the request's body lets less through
 * (see {@link io.github.titanembeddings.validation.Limit#BODY_BYTES}).
 *
 * <p>Nothing is read or checked here. An image in memory is checked by {@link
 * EmbeddingRequest.Builder#build()}; a file, a stream or an object in S3 is opened when the request
 * is sent, and checked before a byte of it leaves. {@link #probe()} does it earlier.
 *
 * <p>Immutable and safe to share between threads. Files and objects are read anew for each request,
 * a stream once.
 */
public final class ImageInput {
  private final ImageSource source;

  private ImageInput(ImageSource source) {
    this.source = source;
  }

  /** An image in a file, which is opened when the request is sent. */
  public static ImageInput of(Path file) {
    return new ImageInput(new FileSource(Objects.requireNonNull(file, "file")));
  }

  /** An image in an array, which is not copied: it must not be changed any more. */
  public static ImageInput of(byte[] bytes) {
    return new ImageInput(MemorySource.of(ByteBuffer.wrap(bytes)));
  }

  /**
   * An image between a buffer's position and limit. The bytes are not copied: they must not be
   * changed any more. The buffer's position stays where it is.
   */
  public static ImageInput of(ByteBuffer bytes) {
    return new ImageInput(MemorySource.of(bytes));
  }

  /**
   * An image in a stream, which is read to its end and closed when the first request with it is
   * sent, and kept in memory then; a stream longer than an image may be is not read further than
   * that.
   */
  public static ImageInput of(InputStream stream) {
    return new ImageInput(new StreamSource(stream));
  }

  /**
   * Returns an image in base64, with or without padding and line breaks. {@code build()} reports a
   * character outside the alphabet with its position: a space where {@code +} was decoded as one,
   * the URL-safe alphabet, quotes, escape sequences.
   */
  public static ImageInput fromBase64(String base64) {
    return new ImageInput(ImageTexts.fromBase64(base64));
  }

  /**
   * An image in a data URI in base64, {@code data:image/png;base64,…}; {@code build()} reports what
   * is not one. The media type is not looked at: the content decides.
   */
  public static ImageInput fromDataUri(String dataUri) {
    return new ImageInput(ImageTexts.fromDataUri(dataUri));
  }

  /**
   * An image in an object store, read when the request is sent; {@code build()} reports what is not
   * an {@code s3://} URI.
   */
  public static ImageInput fromS3(ObjectStore store, String uri) {
    Objects.requireNonNull(store, "store");
    try {
      S3Uri object = S3Uri.of(uri);
      return new ImageInput(
          object.key().isEmpty()
              ? broken(
                  ViolationCodes.S3_URI_NO_KEY,
                  Abbreviate.withoutSecrets(uri) + " names no object",
                  "give s3://bucket/key")
              : new StoredSource(store, object));
    } catch (InvalidRequestException e) {
      Violation problem = e.violations().get(0);
      return new ImageInput(broken(problem.code(), problem.actual(), problem.limit()));
    }
  }

  private static BrokenSource broken(String code, String actual, String remedy) {
    return new BrokenSource(
        Violation.error(WireNames.INPUT_IMAGE, code).actual(actual).remedy(remedy).build());
  }

  /**
   * Looks at the image's header now: format, width, height, bytes. Nothing is decoded. Files and
   * streams are read in the calling thread, S3 is waited for.
   *
   * @throws InvalidRequestException if it is not there, may not be read, or is not a PNG or JPEG
   *     with a whole header
   * @throws io.github.titanembeddings.storage.StorageException if the object store fails
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public ImageInfo probe() {
    return Futures.await(source.probe(Runnable::run));
  }

  /**
   * Checks by the header whether the image may be sent; see {@link EmbeddingRequest#probeImage}.
   */
  ImageInfo probe(ImagePolicy policy) {
    ImageInfo info;
    try {
      info = probe();
    } catch (InvalidRequestException e) {
      if (!policy.converts(e)) {
        throw e;
      }
      info = Futures.await(Futures.map(source.load(policy, Runnable::run), AdmittedImage::foreign));
    }
    List<Violation> violations = policy.check(source.toString(), info);
    if (!violations.isEmpty()) {
      throw new InvalidRequestException(violations);
    }
    return info;
  }

  /**
   * Promises the number of bytes, before base64, of which at most one is read for it: a file's and
   * an object's size, and what is in memory. Empty for a stream. What blocks runs on the executor.
   *
   * <p>The future fails as {@link #probe()} does if there is no such file or object.
   */
  public CompletableFuture<OptionalLong> byteCount(Executor executor) {
    return source.byteCount(executor);
  }

  /** What is wrong with an image in memory; nothing if it is not in memory. */
  List<Violation> check(ImagePolicy policy) {
    try {
      ImageData image = source.inMemory();
      return image == null
          ? List.of()
          : policy.check(image.label(), image.size(), AdmittedImage.header(image));
    } catch (InvalidRequestException e) {
      return e.violations();
    }
  }

  /** Promises the image as it may be sent; what blocks or decodes runs on the executor. */
  CompletableFuture<AdmittedImage> admit(ImagePolicy policy, long maxSentBytes, Executor executor) {
    return Futures.then(
        source.load(policy, executor),
        image -> {
          boolean quick = image == source.inMemory() && !policy.decodes();
          return Futures.supply(
              quick ? Runnable::run : executor,
              () -> AdmittedImage.of(image, policy, maxSentBytes));
        });
  }

  /** An image as it was looked up. */
  static ImageInput held(ImageData image) {
    return new ImageInput(new HeldSource(image));
  }

  /** Promises what a function makes of the image's bytes; it runs on the executor. */
  <T> CompletableFuture<T> hold(
      ImagePolicy policy, Executor executor, Function<ImageData, T> function) {
    return Futures.then(
        source.load(policy, executor),
        image -> Futures.supply(executor, () -> function.apply(image)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageInput that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return "ImageInput[" + source + "]";
  }
}
