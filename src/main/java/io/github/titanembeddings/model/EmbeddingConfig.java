package io.github.titanembeddings.model;

import io.github.titanembeddings.validation.Limits;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The {@code embeddingConfig} of a request: the length of the vector, its number of dimensions.
 * Immutable and safe to share between threads.
 *
 * <p>The service offers 256, 384 and 1,024 and gives 1,024 if it is not told. Any number can be
 * stored here; {@link EmbeddingRequest.Builder#build()} reports one that is not offered.
 */
public final class EmbeddingConfig {
  private static final EmbeddingConfig UNSET = new EmbeddingConfig(null);

  private final @Nullable Integer outputEmbeddingLength;

  private EmbeddingConfig(@Nullable Integer outputEmbeddingLength) {
    this.outputEmbeddingLength = outputEmbeddingLength;
  }

  /** A configuration for vectors of this length. */
  public static EmbeddingConfig of(int outputEmbeddingLength) {
    return new EmbeddingConfig(outputEmbeddingLength);
  }

  /** Starts a configuration in which nothing is set. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.outputEmbeddingLength = outputEmbeddingLength;
    return builder;
  }

  /** The length of the vector: what was set, else the service's default of 1,024. */
  public int outputEmbeddingLength() {
    return outputEmbeddingLength == null
        ? Limits.titanMultimodalG1().defaultOutputEmbeddingLength()
        : outputEmbeddingLength;
  }

  /** The length that was set, which is sent; empty if none was, and then none is sent. */
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

  /** Collects the configuration. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable Integer outputEmbeddingLength;

    private Builder() {}

    /** The length of the vector: 256, 384 or 1,024. */
    public Builder outputEmbeddingLength(int outputEmbeddingLength) {
      this.outputEmbeddingLength = outputEmbeddingLength;
      return this;
    }

    /** The finished configuration. */
    public EmbeddingConfig build() {
      return outputEmbeddingLength == null ? UNSET : new EmbeddingConfig(outputEmbeddingLength);
    }
  }
}
