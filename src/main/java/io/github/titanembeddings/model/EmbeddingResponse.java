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
 *
 * <pre>{@code
 * EmbeddingResponse response = titan.embed(r -> r.text("red shoe"));
 * float[] vector = response.embedding().toArray();
 * int tokens = response.inputTextTokenCount().orElse(0);
 * }</pre>
 */
public final class EmbeddingResponse {
  /** Has the equality of a response. */
  private record Fields(
      Embedding embedding,
      @Nullable BinaryEmbedding binaryEmbedding,
      @Nullable ModelId modelId,
      @Nullable Integer inputTextTokenCount,
      @Nullable Integer inputTokenCount,
      @Nullable String requestId,
      @Nullable Duration serviceLatency,
      @Nullable TextTruncation truncation,
      @Nullable ImageAdjustment adjustment,
      int attempts) {}

  private final Fields fields;

  private EmbeddingResponse(Fields fields) {
    this.fields = fields;
  }

  /** Returns a new builder; an embedding is required. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    return new Builder()
        .embedding(fields.embedding)
        .binaryEmbedding(fields.binaryEmbedding)
        .modelId(fields.modelId)
        .inputTextTokenCount(fields.inputTextTokenCount)
        .inputTokenCount(fields.inputTokenCount)
        .requestId(fields.requestId)
        .serviceLatency(fields.serviceLatency)
        .truncation(fields.truncation)
        .adjustment(fields.adjustment)
        .attempts(fields.attempts);
  }

  /** Returns the vector. */
  public Embedding embedding() {
    return fields.embedding;
  }

  /**
   * Returns the vector as bits, {@code embeddingsByType.binary} of the response; empty unless the
   * request is a {@link TextEmbeddingRequest} for {@link EmbeddingType#BINARY}. The floats of
   * {@code embeddingsByType} are {@link #embedding()}.
   */
  public Optional<BinaryEmbedding> binaryEmbedding() {
    return Optional.ofNullable(fields.binaryEmbedding);
  }

  /**
   * Returns the model that produced the vector; empty only in a response that a test built without
   * one. Vectors of different models are not comparable.
   */
  public Optional<ModelId> modelId() {
    return Optional.ofNullable(fields.modelId);
  }

  /**
   * Returns the number of tokens that the service counted in the text, from the response body.
   * Empty if it reported none, or an implausible one: negative, or above both 8,192 and the
   * request's {@link io.github.titanembeddings.validation.Limit#TEXT_TOKENS}.
   */
  public OptionalInt inputTextTokenCount() {
    return optional(fields.inputTextTokenCount);
  }

  /**
   * Returns the token count of the response header {@code X-Amzn-Bedrock-Input-Token-Count}. Empty
   * as for {@link #inputTextTokenCount()}.
   */
  public OptionalInt inputTokenCount() {
    return optional(fields.inputTokenCount);
  }

  /** Returns the request ID, for AWS support. */
  public Optional<String> requestId() {
    return Optional.ofNullable(fields.requestId);
  }

  /** Returns the latency of the model as measured by the service. */
  public Optional<Duration> serviceLatency() {
    return Optional.ofNullable(fields.serviceLatency);
  }

  /** Returns how the text was truncated; empty if it was sent in full. */
  public Optional<TextTruncation> truncation() {
    return Optional.ofNullable(fields.truncation);
  }

  /** Returns how the image was changed; empty if it was sent unchanged. */
  public Optional<ImageAdjustment> adjustment() {
    return Optional.ofNullable(fields.adjustment);
  }

  /**
   * Returns the number of requests that were sent for this response, retries included: 1 if the
   * first succeeded. Also 1 where attempts are not counted: over an AWS client that was passed in,
   * over a custom transport that does not report them, and for a response read from a journal.
   */
  public int attempts() {
    return fields.attempts;
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EmbeddingResponse that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return "EmbeddingResponse["
        + fields.embedding
        + ", "
        + (fields.inputTextTokenCount == null ? "unknown" : fields.inputTextTokenCount)
        + " tokens"
        + (fields.requestId == null ? "" : ", request " + fields.requestId)
        + "]";
  }

  /** Builder for {@link EmbeddingResponse}. Null unsets an optional value. Not thread-safe. */
  public static final class Builder {
    private @Nullable Embedding embedding;
    private @Nullable BinaryEmbedding binaryEmbedding;
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

    /** Sets the vector as bits. */
    public Builder binaryEmbedding(@Nullable BinaryEmbedding binaryEmbedding) {
      this.binaryEmbedding = binaryEmbedding;
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
      return new EmbeddingResponse(
          new Fields(
              Objects.requireNonNull(embedding, "embedding"),
              binaryEmbedding,
              modelId,
              inputTextTokenCount,
              inputTokenCount,
              requestId,
              serviceLatency,
              truncation,
              adjustment,
              attempts));
    }
  }
}
