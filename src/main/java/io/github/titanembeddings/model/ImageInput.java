package io.github.titanembeddings.model;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.model.internal.input.FileSource;
import io.github.titanembeddings.model.internal.input.ImagePolicy;
import io.github.titanembeddings.model.internal.input.ImageSource;
import io.github.titanembeddings.model.internal.input.MemorySource;
import io.github.titanembeddings.model.internal.input.ObjectStoreSource;
import io.github.titanembeddings.model.internal.input.PreparedImage;
import io.github.titanembeddings.model.internal.input.StreamSource;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Violation;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image to embed: a PNG or JPEG, detected by content and not by name, of at most 25 MB
 * (26,214,400 bytes) and 2,048 x 2,048 = 4,194,304 pixels. The limit of the request body is lower,
 * see {@link io.github.titanembeddings.validation.Limit#BODY_BYTES}.
 *
 * <p>Creating an input reads and checks nothing. {@link EmbeddingRequest.Builder#build()} checks an
 * image in memory. A file, a stream or an S3 object is opened and checked when the request is sent,
 * before any of it is transmitted; {@link #probe()} does so earlier.
 *
 * <p>Immutable and thread-safe. Files and objects are read for each request, a stream once.
 *
 * <pre>{@code
 * ImageInput file = ImageInput.of(Path.of("shoe.jpg"));
 * ImageInput upload = ImageInput.of(servletRequest.getInputStream());
 * ImageInput object = ImageInput.fromS3(S3ObjectStore.create(), "s3://bucket/shoe.jpg");
 * }</pre>
 */
public final class ImageInput {
  private final ImageSource source;

  ImageInput(ImageSource source) {
    this.source = source;
  }

  /** Returns an image in a file, which is opened when the request is sent. */
  public static ImageInput of(Path file) {
    return new ImageInput(new FileSource(file));
  }

  /** Returns an image in an array, which is not copied and must not be changed afterwards. */
  public static ImageInput of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /**
   * Returns an image between a buffer's position and limit. The bytes are not copied and must not
   * be changed afterwards; the position does not change.
   */
  public static ImageInput of(ByteBuffer bytes) {
    return new ImageInput(MemorySource.of(bytes));
  }

  /**
   * Returns an image in a stream. The first request with it reads the stream to its end, closes it
   * and keeps the bytes in memory. Reading stops beyond the maximum size of an image.
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
    return new ImageInput(MemorySource.fromBase64(base64));
  }

  /**
   * Returns an image in a data URI in base64, {@code data:image/png;base64,…}. The media type is
   * ignored: the content decides. {@code build()} reports a malformed URI.
   */
  public static ImageInput fromDataUri(String dataUri) {
    return new ImageInput(MemorySource.fromDataUri(dataUri));
  }

  /**
   * Returns an image in an object store, which is read when the request is sent. {@code build()}
   * reports a malformed {@code s3://} URI.
   */
  public static ImageInput fromS3(ObjectStore store, String uri) {
    return new ImageInput(ObjectStoreSource.of(store, uri));
  }

  /**
   * Reads the properties of the image from its header; nothing is decoded. Files and streams are
   * read on the calling thread, which also waits for S3. An S3 object with a header of more than 64
   * KB is read completely.
   *
   * @throws InvalidRequestException if the image does not exist, cannot be read, is not a PNG or
   *     JPEG with a complete header, or would have to be read completely and has more than 100 MB
   * @throws io.github.titanembeddings.storage.StorageException if the object store fails
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public ImageInfo probe() {
    return Futures.await(source.probe());
  }

  /** Checks the header of the image against a policy, see {@link EmbeddingRequest#probeImage}. */
  ImageInfo probe(ImagePolicy policy) {
    ImageInfo info;
    try {
      info = probe();
    } catch (InvalidRequestException e) {
      if (!policy.converts(e)) {
        throw e;
      }
      info = Futures.await(Futures.map(source.load(policy, Runnable::run), PreparedImage::foreign));
    }
    RequestCheck.requireValid(policy.check(source.toString(), info));
    return info;
  }

  /** Returns the violations of an image in memory; none if it is not in memory. */
  List<Violation> check(ImagePolicy policy) {
    try {
      ImageData image = source.inMemory();
      return image == null
          ? List.of()
          : policy.check(image.label(), image.size(), PreparedImage.header(image));
    } catch (InvalidRequestException e) {
      return e.violations();
    }
  }

  ImageSource source() {
    return source;
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
