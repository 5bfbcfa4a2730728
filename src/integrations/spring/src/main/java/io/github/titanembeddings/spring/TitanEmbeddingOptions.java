package io.github.titanembeddings.spring;

import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.TextOverflow;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.embedding.EmbeddingOptions;

/**
 * The options of a request; null is the client's value. Immutable.
 *
 * <pre>{@code
 * TitanEmbeddingOptions options = TitanEmbeddingOptions.ofDimensions(256).withOverflow(TextOverflow.TRUNCATE);
 * }</pre>
 *
 * @param model the ID of the model, or the ARN of a provisioned one
 * @param dimensions the length of the vectors: 256, 384 or 1,024
 * @param overflow what happens to a text that is too long
 * @param fit what happens to an image that is too large
 */
public record TitanEmbeddingOptions(
    @Nullable String model,
    @Nullable Integer dimensions,
    @Nullable TextOverflow overflow,
    @Nullable ImageFit fit)
    implements EmbeddingOptions {
  /** Returns options with a vector length. */
  public static TitanEmbeddingOptions ofDimensions(int dimensions) {
    return new TitanEmbeddingOptions(null, dimensions, null, null);
  }

  /** Returns a copy with another treatment of long texts. */
  public TitanEmbeddingOptions withOverflow(TextOverflow overflow) {
    return new TitanEmbeddingOptions(model, dimensions, overflow, fit);
  }

  @Override
  public @Nullable String getModel() {
    return model;
  }

  @Override
  public @Nullable Integer getDimensions() {
    return dimensions;
  }
}
