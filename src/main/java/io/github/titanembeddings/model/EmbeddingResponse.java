package io.github.titanembeddings.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The vector of a request, and what the service and the library said about it. Immutable and safe
 * to share between threads; the builder lets tests make one.
 *
 * <p>Not a JSON bean: Jackson 2 refuses to serialize it and Jackson 3 writes an empty object.
 * Return {@code embedding().toArray()}, or a record of your own, from a web controller.
 */
public final class EmbeddingResponse {
  private final Embedding embedding;
  private final @Nullable Integer inputTextTokenCount;
  private final @Nullable Integer inputTokenCount;
  private final @Nullable String requestId;
  private final @Nullable Duration serviceLatency;
  private final @Nullable TextTruncation truncation;
  private final @Nullable ImageAdjustment adjustment;

  private EmbeddingResponse(Builder builder) {
    embedding = Objects.requireNonNull(builder.embedding, "embedding");
    inputTextTokenCount = builder.inputTextTokenCount;
    inputTokenCount = builder.inputTokenCount;
    requestId = builder.requestId;
    serviceLatency = builder.serviceLatency;
    truncation = builder.truncation;
    adjustment = builder.adjustment;
  }

  /** Starts a response; an embedding is required. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.embedding = embedding;
    builder.inputTextTokenCount = inputTextTokenCount;
    builder.inputTokenCount = inputTokenCount;
    builder.requestId = requestId;
    builder.serviceLatency = serviceLatency;
    builder.truncation = truncation;
    builder.adjustment = adjustment;
    return builder;
  }

  /** The vector. */
  public Embedding embedding() {
    return embedding;
  }

  /** How many tokens the service counted in the text, from the reply's body. */
  public OptionalInt inputTextTokenCount() {
    return optional(inputTextTokenCount);
  }

  /** The tokens that the header {@code X-Amzn-Bedrock-Input-Token-Count} of the reply names. */
  public OptionalInt inputTokenCount() {
    return optional(inputTokenCount);
  }

  /** The request id to give AWS support. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** The time the model took, by the service's measure. */
  public Optional<Duration> serviceLatency() {
    return Optional.ofNullable(serviceLatency);
  }

  /** What was cut off the text, if anything was. */
  public Optional<TextTruncation> truncation() {
    return Optional.ofNullable(truncation);
  }

  /** What was changed in the image, if anything was. */
  public Optional<ImageAdjustment> adjustment() {
    return Optional.ofNullable(adjustment);
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EmbeddingResponse that
        && embedding.equals(that.embedding)
        && Objects.equals(inputTextTokenCount, that.inputTextTokenCount)
        && Objects.equals(inputTokenCount, that.inputTokenCount)
        && Objects.equals(requestId, that.requestId)
        && Objects.equals(serviceLatency, that.serviceLatency)
        && Objects.equals(truncation, that.truncation)
        && Objects.equals(adjustment, that.adjustment);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        embedding,
        inputTextTokenCount,
        inputTokenCount,
        requestId,
        serviceLatency,
        truncation,
        adjustment);
  }

  @Override
  public String toString() {
    return "EmbeddingResponse["
        + embedding
        + ", "
        + (inputTextTokenCount == null ? "unknown" : inputTextTokenCount)
        + " tokens, request "
        + requestId
        + "]";
  }

  /** Collects a response. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable Embedding embedding;
    private @Nullable Integer inputTextTokenCount;
    private @Nullable Integer inputTokenCount;
    private @Nullable String requestId;
    private @Nullable Duration serviceLatency;
    private @Nullable TextTruncation truncation;
    private @Nullable ImageAdjustment adjustment;

    private Builder() {}

    /** The vector. */
    public Builder embedding(Embedding embedding) {
      this.embedding = Objects.requireNonNull(embedding, "embedding");
      return this;
    }

    /** How many tokens the service counted in the text. */
    public Builder inputTextTokenCount(@Nullable Integer inputTextTokenCount) {
      this.inputTextTokenCount = inputTextTokenCount;
      return this;
    }

    /** The tokens that the header of the reply names. */
    public Builder inputTokenCount(@Nullable Integer inputTokenCount) {
      this.inputTokenCount = inputTokenCount;
      return this;
    }

    /** The request id. */
    public Builder requestId(@Nullable String requestId) {
      this.requestId = requestId;
      return this;
    }

    /** How long the model took. */
    public Builder serviceLatency(@Nullable Duration serviceLatency) {
      this.serviceLatency = serviceLatency;
      return this;
    }

    /** What was cut off the text. */
    public Builder truncation(@Nullable TextTruncation truncation) {
      this.truncation = truncation;
      return this;
    }

    /** What was changed in the image. */
    public Builder adjustment(@Nullable ImageAdjustment adjustment) {
      this.adjustment = adjustment;
      return this;
    }

    /**
     * The finished response.
     *
     * @throws NullPointerException if there is no embedding
     */
    public EmbeddingResponse build() {
      return new EmbeddingResponse(this);
    }
  }
}
