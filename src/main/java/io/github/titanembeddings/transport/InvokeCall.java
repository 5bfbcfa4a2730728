package io.github.titanembeddings.transport;

import io.github.titanembeddings.model.ModelId;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One InvokeModel call: a model and its JSON request body. Immutable, except for the array. */
public final class InvokeCall {
  private final ModelId modelId;
  private final byte[] body;
  private final boolean retries;
  private final Consumer<InvokeRetry> retryListener;

  private InvokeCall(Builder builder) {
    modelId = builder.modelId;
    body = builder.body;
    retries = builder.retries;
    retryListener = builder.retryListener;
  }

  /** Returns a call with retries. The body is not copied and must not be modified. */
  public static InvokeCall of(ModelId modelId, byte[] body) {
    return builder(modelId, body).build();
  }

  /** Returns a new builder. The body is not copied and must not be modified. */
  public static Builder builder(ModelId modelId, byte[] body) {
    return new Builder(modelId, body);
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    return new Builder(modelId, body).retries(retries).onRetry(retryListener);
  }

  public ModelId modelId() {
    return modelId;
  }

  /** Returns the JSON body in UTF-8: the array itself, which must not be modified. */
  public byte[] body() {
    return body;
  }

  /** Returns whether the transport may retry transient failures. */
  public boolean retries() {
    return retries;
  }

  /** Reports a retry to the caller. A transport that retries calls this just before each retry. */
  public void reportRetry(InvokeRetry retry) {
    retryListener.accept(retry);
  }

  /** Compares everything except the retry listener. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InvokeCall that
        && modelId.equals(that.modelId)
        && Arrays.equals(body, that.body)
        && retries == that.retries;
  }

  @Override
  public int hashCode() {
    return Objects.hash(modelId, Arrays.hashCode(body), retries);
  }

  @Override
  public String toString() {
    return "InvokeCall[" + modelId + ", " + body.length + " bytes]";
  }

  /** Builder for {@link InvokeCall}. Not thread-safe. */
  public static final class Builder {
    private final ModelId modelId;
    private final byte[] body;
    private boolean retries = true;
    private Consumer<InvokeRetry> retryListener = retry -> {};

    private Builder(ModelId modelId, byte[] body) {
      this.modelId = Objects.requireNonNull(modelId, "modelId");
      this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * Sets whether the transport may retry transient failures; true by default. Callers that do
     * their own retries set false.
     */
    public Builder retries(boolean retries) {
      this.retries = retries;
      return this;
    }

    /**
     * Sets the listener that receives each {@link InvokeRetry}, on the thread that retries: it must
     * neither block nor throw. By default retries are not reported.
     */
    public Builder onRetry(Consumer<InvokeRetry> retryListener) {
      this.retryListener = Objects.requireNonNull(retryListener, "retryListener");
      return this;
    }

    public InvokeCall build() {
      return new InvokeCall(this);
    }
  }
}
