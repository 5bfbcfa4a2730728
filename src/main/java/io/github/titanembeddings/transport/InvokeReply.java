package io.github.titanembeddings.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The response of status 200 to a call: its JSON body and the values of its headers. Immutable,
 * except for the array.
 *
 * <pre>{@code
 * byte[] body = TitanStub.embeddingJson(1024).getBytes();
 * Transport fake = call -> InvokeReply.builder(body).requestId("1").attempts(2).build();
 * }</pre>
 */
public final class InvokeReply {
  private final byte[] body;
  private final @Nullable String requestId;
  private final @Nullable Duration serviceLatency;
  private final @Nullable Integer inputTokenCount;
  private final int attempts;
  private final @Nullable String endpoint;

  private InvokeReply(Builder builder) {
    body = builder.body;
    requestId = builder.requestId;
    serviceLatency = builder.serviceLatency;
    inputTokenCount = builder.inputTokenCount;
    attempts = builder.attempts;
    endpoint = builder.endpoint;
  }

  /** Returns a response with a JSON body and no headers. */
  public static InvokeReply ofJson(String json) {
    return builder(json.getBytes(StandardCharsets.UTF_8)).build();
  }

  /** Returns a new builder. The body is not copied and must not be modified. */
  public static Builder builder(byte[] body) {
    return new Builder(body);
  }

  /** Returns the JSON body in UTF-8: the array itself, which must not be modified. */
  public byte[] body() {
    return body;
  }

  /** Returns the header {@code x-amzn-RequestId}. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** Returns the header {@code X-Amzn-Bedrock-Invocation-Latency}. */
  public Optional<Duration> serviceLatency() {
    return Optional.ofNullable(serviceLatency);
  }

  /** Returns the header {@code X-Amzn-Bedrock-Input-Token-Count}. */
  public OptionalInt inputTokenCount() {
    return inputTokenCount == null ? OptionalInt.empty() : OptionalInt.of(inputTokenCount);
  }

  /**
   * Returns the number of requests sent for this response, retries included; 1 where they are not
   * counted.
   */
  public int attempts() {
    return attempts;
  }

  /** Returns the host of the endpoint that responded, for error messages; empty if not known. */
  public Optional<String> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  @Override
  public String toString() {
    String request = requestId == null ? "" : ", request " + requestId;
    return "InvokeReply[" + body.length + " bytes" + request + "]";
  }

  /** Builder for {@link InvokeReply}. Not thread-safe. */
  public static final class Builder {
    private final byte[] body;
    private @Nullable String requestId;
    private @Nullable Duration serviceLatency;
    private @Nullable Integer inputTokenCount;
    private int attempts = 1;
    private @Nullable String endpoint;

    private Builder(byte[] body) {
      this.body = Objects.requireNonNull(body, "body");
    }

    /** Sets the header {@code x-amzn-RequestId}. */
    public Builder requestId(@Nullable String requestId) {
      this.requestId = requestId;
      return this;
    }

    /** Sets the time that the model took. */
    public Builder serviceLatency(@Nullable Duration serviceLatency) {
      this.serviceLatency = serviceLatency;
      return this;
    }

    /** Sets the header {@code X-Amzn-Bedrock-Input-Token-Count}. */
    public Builder inputTokenCount(@Nullable Integer inputTokenCount) {
      this.inputTokenCount = inputTokenCount;
      return this;
    }

    /**
     * Sets the number of requests that were sent, retries included; 1 by default.
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

    /** Sets the host of the endpoint that responded. */
    public Builder endpoint(@Nullable String endpoint) {
      this.endpoint = endpoint;
      return this;
    }

    /** Builds the response. */
    public InvokeReply build() {
      return new InvokeReply(this);
    }
  }
}
