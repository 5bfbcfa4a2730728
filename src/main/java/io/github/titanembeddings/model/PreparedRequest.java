package io.github.titanembeddings.model;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.internal.image.AdmittedImage;
import io.github.titanembeddings.model.internal.text.CutText;
import io.github.titanembeddings.validation.Limit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request as it goes out: its text cut and its image read, checked and fitted where the request
 * says so. Immutable and safe to share between threads.
 */
public final class PreparedRequest {
  /** What the body holds besides text and image, and what escaping makes of a character at most. */
  private static final int ENVELOPE_BYTES = 120;

  private static final int BYTES_OF_CHARACTER = 6;

  private final EmbeddingRequest request;
  private final @Nullable CutText text;
  private final @Nullable AdmittedImage image;

  private PreparedRequest(
      EmbeddingRequest request, @Nullable CutText text, @Nullable AdmittedImage image) {
    this.request = request;
    this.text = text;
    this.image = image;
  }

  static CompletableFuture<PreparedRequest> of(EmbeddingRequest request, Executor executor) {
    CutText text = request.text().map(given -> request.textPolicy().cut(given)).orElse(null);
    if (request.image().isEmpty()) {
      return CompletableFuture.completedFuture(new PreparedRequest(request, text, null));
    }
    return Futures.map(
        request.image().get().admit(request.imagePolicy(), maxImageBytes(request, text), executor),
        image -> new PreparedRequest(request, text, image));
  }

  /** How large a fitted image may be so that the body surely takes it. */
  private static long maxImageBytes(EmbeddingRequest request, @Nullable CutText text) {
    long characters = text == null ? 0 : text.text().length();
    long rest = ENVELOPE_BYTES + characters * BYTES_OF_CHARACTER;
    long base64 = Math.max(4, request.limits().get(Limit.BODY_BYTES) - rest);
    return base64 / 4 * 3;
  }

  /**
   * The same with less text, after the service counted more tokens than it takes.
   *
   * @param maxTokens how many tokens the service takes
   * @param countedTokens how many it counted in this text
   * @throws io.github.titanembeddings.exception.InvalidRequestException if nothing would be left
   * @throws IllegalStateException if there is no text
   */
  public PreparedRequest shortened(long maxTokens, long countedTokens) {
    long max = Math.min(maxTokens, Integer.MAX_VALUE); // so that no product overflows
    CutText shorter = request.textPolicy().cut(textToShorten(), max, countedTokens);
    return new PreparedRequest(request, shorter, image);
  }

  /**
   * The same with its text cut as it was in another call.
   *
   * @throws IllegalArgumentException if that call was made with another text
   * @throws IllegalStateException if there is no text
   */
  public PreparedRequest shortened(TextTruncation truncation) {
    return new PreparedRequest(request, textToShorten().at(truncation), image);
  }

  private CutText textToShorten() {
    if (text == null) {
      throw new IllegalStateException("there is no text to shorten");
    }
    return text;
  }

  /**
   * The same image without the text.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if there is no image
   */
  public PreparedRequest imageAlone() {
    return new PreparedRequest(request.toBuilder().text(null).build(), null, image);
  }

  /**
   * The same text without the image.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if there is no text
   */
  public PreparedRequest textAlone() {
    return new PreparedRequest(request.toBuilder().image((ImageInput) null).build(), text, null);
  }

  /** The request this was made from. */
  public EmbeddingRequest request() {
    return request;
  }

  /** The text that is sent. */
  public Optional<String> text() {
    return Optional.ofNullable(text).map(CutText::text);
  }

  /** What was cut off the text, if anything. */
  public Optional<TextTruncation> truncation() {
    return Optional.ofNullable(text).flatMap(CutText::truncation);
  }

  /** The image that is sent. */
  public Optional<ImageInfo> image() {
    return Optional.ofNullable(image).map(AdmittedImage::info);
  }

  /** What was changed in the image, if anything. */
  public Optional<ImageAdjustment> adjustment() {
    return Optional.ofNullable(image).map(AdmittedImage::adjustment);
  }

  /**
   * The bytes of the image that is sent; of a file, as it is now.
   *
   * @throws IOException if the file can't be opened
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
