package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.model.TextTruncation;
import io.github.titanembeddings.model.internal.text.TextPolicy;
import io.github.titanembeddings.model.internal.text.TruncatedText;
import org.jspecify.annotations.Nullable;

/** The input of one call: a prepared request, or a part of it. */
public record Payload(PreparedRequest prepared, @Nullable TruncatedText text, boolean hasImage) {
  public static Payload of(PreparedRequest prepared) {
    TruncatedText text =
        prepared
            .text()
            .map(sent -> TruncatedText.of(sent, prepared.truncation().orElse(null)))
            .orElse(null);
    return new Payload(prepared, text, prepared.image().isPresent());
  }

  EmbeddingRequest request() {
    return prepared.request();
  }

  public Payload imageAlone() {
    return new Payload(prepared, null, hasImage);
  }

  public Payload textAlone() {
    return new Payload(prepared, text, false);
  }

  /**
   * Shortens the text after the service counted too many tokens.
   *
   * @param maxTokens the number of tokens that the service accepts
   * @param countedTokens the number that it counted in this text
   * @throws InvalidRequestException if nothing would be left
   */
  Payload shortened(long maxTokens, long countedTokens) {
    EmbeddingRequest request = request();
    TextPolicy policy =
        new TextPolicy(request.limits(), request.textOverflow(), request.tokenEstimator());
    long max = Math.min(maxTokens, Integer.MAX_VALUE); // so that no product overflows
    return new Payload(prepared, policy.cut(requireText(), max, countedTokens), hasImage);
  }

  /**
   * Truncates the text as in another call.
   *
   * @throws IllegalArgumentException if that call had another text
   */
  public Payload shortened(TextTruncation truncation) {
    return new Payload(prepared, requireText().at(truncation), hasImage);
  }

  private TruncatedText requireText() {
    if (text == null) {
      throw new IllegalStateException("there is no text to shorten");
    }
    return text;
  }
}
