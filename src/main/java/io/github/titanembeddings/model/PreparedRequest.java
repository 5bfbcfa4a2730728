package io.github.titanembeddings.model;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.internal.image.AdmittedImage;
import io.github.titanembeddings.model.internal.text.TruncatedText;
import io.github.titanembeddings.validation.Limit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request that is ready to be sent: the text is truncated and the image is read, checked and
 * downscaled as the request specifies. Immutable and thread-safe.
 */
public final class PreparedRequest {
  /** The bytes of a body without text and image, and the maximum bytes of a character in JSON. */
  private static final int ENVELOPE_BYTES = 120;

  private static final int BYTES_OF_CHARACTER = 6;

  private final EmbeddingRequest request;
  private final @Nullable TruncatedText text;
  private final @Nullable AdmittedImage image;

  private PreparedRequest(
      EmbeddingRequest request, @Nullable TruncatedText text, @Nullable AdmittedImage image) {
    this.request = request;
    this.text = text;
    this.image = image;
  }

  /**
   * Prepares a request as the clients do before each call. Files are read and images are decoded on
   * the executor.
   *
   * <p>The future fails with {@link io.github.titanembeddings.exception.InvalidRequestException} if
   * the text or image is rejected, and with {@link
   * io.github.titanembeddings.storage.StorageException} if an object store fails.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if no beginning of the text
   *     is short enough
   */
  public static CompletableFuture<PreparedRequest> of(EmbeddingRequest request, Executor executor) {
    TruncatedText text = request.text().map(given -> request.textPolicy().cut(given)).orElse(null);
    if (request.image().isEmpty()) {
      return CompletableFuture.completedFuture(new PreparedRequest(request, text, null));
    }
    return Futures.map(
        request.image().get().admit(request.imagePolicy(), maxImageBytes(request, text), executor),
        image -> new PreparedRequest(request, text, image));
  }

  /** Returns the size of a downscaled image that certainly fits into the body. */
  private static long maxImageBytes(EmbeddingRequest request, @Nullable TruncatedText text) {
    long characters = text == null ? 0 : text.text().length();
    long rest = ENVELOPE_BYTES + characters * BYTES_OF_CHARACTER;
    return Math.max(4, request.limits().get(Limit.BODY_BYTES) - rest) / 4 * 3;
  }

  /** Returns the request that this was made from. */
  public EmbeddingRequest request() {
    return request;
  }

  /** Returns the text to send. */
  public Optional<String> text() {
    return Optional.ofNullable(text).map(TruncatedText::text);
  }

  /** Returns how the text was truncated; empty if it is complete. */
  public Optional<TextTruncation> truncation() {
    return Optional.ofNullable(text).flatMap(TruncatedText::truncation);
  }

  /** Returns the properties of the image to send. */
  public Optional<ImageInfo> image() {
    return Optional.ofNullable(image).map(AdmittedImage::info);
  }

  /** Returns how the image was changed; empty if it is sent byte for byte. */
  public Optional<ImageAdjustment> adjustment() {
    return Optional.ofNullable(image).map(AdmittedImage::adjustment);
  }

  /**
   * Opens the image to send; a file is opened again.
   *
   * @throws IOException if the file cannot be opened, or was written to since it was prepared
   * @throws IllegalStateException if there is no image
   */
  public InputStream openImage() throws IOException {
    if (image == null) {
      throw new IllegalStateException("there is no image");
    }
    return image.data().open();
  }

  @Override
  public String toString() {
    return "PreparedRequest["
        + (text == null ? 0 : text.text().length())
        + " characters of text, "
        + (image == null ? "no image" : image.info())
        + "]";
  }
}
