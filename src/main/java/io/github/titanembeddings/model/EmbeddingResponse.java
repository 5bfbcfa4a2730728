package io.github.titanembeddings.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The embedding of a request and the metadata of the call. Immutable and thread-safe. Tests may
 * build one.
 *
 * <p>Not a JSON bean: Jackson 2 cannot serialize it and Jackson 3 writes an empty object. Return
 * {@code embedding().toArray()} or a custom record from a web controller.
 */
public final class EmbeddingResponse {
  private final Embedding embedding;
  private final @Nullable ModelId modelId;
  private final @Nullable Integer inputTextTokenCount;
  private final @Nullable Integer inputTokenCount;
  private final @Nullable String requestId;
  private final @Nullable Duration serviceLatency;
  private final @Nullable TextTruncation truncation;
  private final @Nullable ImageAdjustment adjustment;
  private final int attempts;

  private EmbeddingResponse(Builder builder) {
    embedding = Objects.requireNonNull(builder.embedding, "embedding");
    modelId = builder.modelId;
    inputTextTokenCount = builder.inputTextTokenCount;
    inputTokenCount = builder.inputTokenCount;
    requestId = builder.requestId;
    serviceLatency = builder.serviceLatency;
    truncation = builder.truncation;
    adjustment = builder.adjustment;
    attempts = builder.attempts;
  }

  /** Returns a new builder; an embedding is required. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.embedding = embedding;
    builder.modelId = modelId;
    builder.inputTextTokenCount = inputTextTokenCount;
    builder.inputTokenCount = inputTokenCount;
    builder.requestId = requestId;
    builder.serviceLatency = serviceLatency;
    builder.truncation = truncation;
    builder.adjustment = adjustment;
    builder.attempts = attempts;
    return builder;
  }

  /** Returns the vector. */
  public Embedding embedding() {
    return embedding;
  }

  /**
   * Returns the model that produced the vector; empty only in a response that was built without
   * one. Vectors of different models are not comparable.
   */
  public Optional<ModelId> modelId() {
    return Optional.ofNullable(modelId);
  }

  /**
   * Returns the number of tokens that the service counted in the text, from the response body.
   * Empty if it reported none, or an implausible one: negative, or above both 8,192 and the
   * request's {@link io.github.titanembeddings.validation.Limit#TEXT_TOKENS}.
   */
  public OptionalInt inputTextTokenCount() {
    return optional(inputTextTokenCount);
  }

  /**
   * Returns the token count of the response header {@code X-Amzn-Bedrock-Input-Token-Count}. Empty
   * as for {@link #inputTextTokenCount()}.
   */
  public OptionalInt inputTokenCount() {
    return optional(inputTokenCount);
  }

  /** Returns the request ID, for AWS support. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** Returns the latency of the model as measured by the service. */
  public Optional<Duration> serviceLatency() {
    return Optional.ofNullable(serviceLatency);
  }

  /** Returns how the text was truncated; empty if it was sent complete. */
  public Optional<TextTruncation> truncation() {
    return Optional.ofNullable(truncation);
  }

  /** Returns how the image was changed; empty if it was sent unchanged. */
  public Optional<ImageAdjustment> adjustment() {
    return Optional.ofNullable(adjustment);
  }

  /**
   * Returns the number of requests that were sent for this response, retries included: 1 if the
   * first succeeded. Also 1 where attempts are not counted: over an AWS client that was passed in,
   * over a custom transport that does not report them, and for a response read from a journal.
   */
  public int attempts() {
    return attempts;
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EmbeddingResponse that
        && embedding.equals(that.embedding)
        && Objects.equals(modelId, that.modelId)
        && Objects.equals(inputTextTokenCount, that.inputTextTokenCount)
        && Objects.equals(inputTokenCount, that.inputTokenCount)
        && Objects.equals(requestId, that.requestId)
        && Objects.equals(serviceLatency, that.serviceLatency)
        && Objects.equals(truncation, that.truncation)
        && Objects.equals(adjustment, that.adjustment)
        && attempts == that.attempts;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        embedding,
        modelId,
        inputTextTokenCount,
        inputTokenCount,
        requestId,
        serviceLatency,
        truncation,
        adjustment,
        attempts);
  }

  @Override
  public String toString() {
    return "EmbeddingResponse["
        + embedding
        + ", "
        + (inputTextTokenCount == null ? "unknown" : inputTextTokenCount)
        + " tokens"
        + (requestId == null ? "" : ", request " + requestId)
        + "]";
  }

  /** Builder for {@link EmbeddingResponse}. Null unsets a value. Not thread-safe. */
  public static final class Builder {
    private @Nullable Embedding embedding;
    private @Nullable ModelId modelId;
    private @Nullable Integer inputTextTokenCount;
    private @Nullable Integer inputTokenCount;
    private @Nullable String requestId;
    private @Nullable Duration serviceLatency;
    private @Nullable TextTruncation truncation;
    private @Nullable ImageAdjustment adjustment;
    private int attempts = 1;

    private Builder() {}

    /** Sets the vector. */
    public Builder embedding(Embedding embedding) {
      this.embedding = Objects.requireNonNull(embedding, "embedding");
      return this;
    }

    /** Sets the model that produced the vector. */
    public Builder modelId(@Nullable ModelId modelId) {
      this.modelId = modelId;
      return this;
    }

    /** Sets the number of tokens in the text. */
    public Builder inputTextTokenCount(@Nullable Integer inputTextTokenCount) {
      this.inputTextTokenCount = inputTextTokenCount;
      return this;
    }

    /** Sets the token count of the response header. */
    public Builder inputTokenCount(@Nullable Integer inputTokenCount) {
      this.inputTokenCount = inputTokenCount;
      return this;
    }

    /** Sets the request ID. */
    public Builder requestId(@Nullable String requestId) {
      this.requestId = requestId;
      return this;
    }

    /** Sets the latency of the model. */
    public Builder serviceLatency(@Nullable Duration serviceLatency) {
      this.serviceLatency = serviceLatency;
      return this;
    }

    /** Sets how the text was truncated. */
    public Builder truncation(@Nullable TextTruncation truncation) {
      this.truncation = truncation;
      return this;
    }

    /** Sets how the image was changed. */
    public Builder adjustment(@Nullable ImageAdjustment adjustment) {
      this.adjustment = adjustment;
      return this;
    }

    /**
     * Sets the number of requests that were sent; 1 by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder attempts(int attempts) {
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
      }
      this.attempts = attempts;
      return this;
    }

    /**
     * Builds the response.
     *
     * @throws NullPointerException if there is no embedding
     */
    public EmbeddingResponse build() {
      return new EmbeddingResponse(this);
    }
  }
}
