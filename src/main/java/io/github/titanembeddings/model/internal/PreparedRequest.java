package io.github.titanembeddings.model.internal;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextTruncation;
import io.github.titanembeddings.model.internal.input.ImagePolicy;
import io.github.titanembeddings.model.internal.input.ImageSource;
import io.github.titanembeddings.model.internal.input.PreparedImage;
import io.github.titanembeddings.model.internal.input.TextPolicy;
import io.github.titanembeddings.model.internal.input.TruncatedText;
import io.github.titanembeddings.model.internal.json.RequestBodyLimit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The input of one call, or a part of it: the text is truncated and the image is read, checked and
 * downscaled as the request specifies.
 */
public record PreparedRequest(
    ModelRequest request, @Nullable TruncatedText text, @Nullable PreparedImage image) {
  /**
   * Prepares a request. Files are read and images are decoded on the executor; the future fails if
   * the image is rejected or cannot be read.
   *
   * @throws InvalidRequestException if no beginning of the text is short enough
   */
  public static CompletableFuture<PreparedRequest> of(ModelRequest request, Executor executor) {
    TruncatedText text = request.text().map(policy(request)::cut).orElse(null);
    ImageSource source = ModelAccess.get().imageSource().apply(request).orElse(null);
    if (source == null) {
      return CompletableFuture.completedFuture(new PreparedRequest(request, text, null));
    }
    ImagePolicy policy = ModelAccess.get().imagePolicy().apply(request);
    long maxBytes =
        new RequestBodyLimit(request, text == null ? 0 : text.text().length()).maxImageBytes();
    return Futures.then(
        source.load(policy, executor),
        image -> {
          boolean quick = image == source.inMemory() && !policy.decodes();
          return Futures.supply(
              quick ? Runnable::run : executor,
              () -> new PreparedRequest(request, text, PreparedImage.of(image, policy, maxBytes)));
        });
  }

  private static TextPolicy policy(ModelRequest request) {
    return new TextPolicy(request.limits(), request.textOverflow());
  }

  public PreparedRequest imageAlone() {
    return new PreparedRequest(request, null, image);
  }

  public PreparedRequest textAlone() {
    return new PreparedRequest(request, text, null);
  }

  /**
   * Shortens the text after the service counted too many tokens.
   *
   * @param maxTokens the number of tokens that the service accepts
   * @param countedTokens the number that it counted in this text
   * @throws InvalidRequestException if nothing would be left
   */
  public PreparedRequest shortened(long maxTokens, long countedTokens) {
    long max = Math.min(maxTokens, Integer.MAX_VALUE); // so that no product overflows
    return new PreparedRequest(
        request, policy(request).cut(requireText(), max, countedTokens), image);
  }

  /**
   * Truncates the text as in another call.
   *
   * @throws IllegalArgumentException if that call had another text
   */
  public PreparedRequest shortened(TextTruncation truncation) {
    return new PreparedRequest(request, requireText().at(truncation), image);
  }

  private TruncatedText requireText() {
    if (text == null) {
      throw new IllegalStateException("there is no text to shorten");
    }
    return text;
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
