package io.github.titanembeddings.model;

import io.github.titanembeddings.validation.Limits;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The {@code embeddingConfig} of a request: the length of the vector, which is its number of
 * dimensions. Immutable and thread-safe.
 *
 * <p>The service offers 256, 384 and 1,024 and uses 1,024 by default. Any number can be stored
 * here; {@link EmbeddingRequest.Builder#build()} reports one that is not offered.
 *
 * <pre>{@code
 * TitanEmbeddingsClient titan =
 *     TitanEmbeddingsClient.builder().embeddingConfig(EmbeddingConfig.of(384)).build();
 * }</pre>
 */
public final class EmbeddingConfig {
  private static final EmbeddingConfig SERVICE_DEFAULT = new EmbeddingConfig(null);

  private final @Nullable Integer outputEmbeddingLength;

  private EmbeddingConfig(@Nullable Integer outputEmbeddingLength) {
    this.outputEmbeddingLength = outputEmbeddingLength;
  }

  /** Returns a configuration for vectors of this length. */
  public static EmbeddingConfig of(int outputEmbeddingLength) {
    return new EmbeddingConfig(outputEmbeddingLength);
  }

  /** Returns the configuration that uses the service's default length. */
  public static EmbeddingConfig serviceDefault() {
    return SERVICE_DEFAULT;
  }

  /** Returns the length of the vector: the explicit one, or the service's default of 1,024. */
  public int outputEmbeddingLength() {
    return outputEmbeddingLength == null
        ? Limits.titanMultimodalG1().defaultOutputEmbeddingLength()
        : outputEmbeddingLength;
  }

  /** Returns the length to send; empty to leave it to the service. */
  public OptionalInt explicitOutputEmbeddingLength() {
    return outputEmbeddingLength == null
        ? OptionalInt.empty()
        : OptionalInt.of(outputEmbeddingLength);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EmbeddingConfig that
        && Objects.equals(outputEmbeddingLength, that.outputEmbeddingLength);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(outputEmbeddingLength);
  }

  @Override
  public String toString() {
    return "EmbeddingConfig["
        + (outputEmbeddingLength == null ? "service default" : outputEmbeddingLength)
        + "]";
  }
}
