package io.github.titanembeddings.transport;

import io.github.titanembeddings.model.ModelId;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One InvokeModel call: a model and the JSON body for it. Immutable, save for the body's array. */
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

  /** A call with retries; the body is not copied and must not be changed any more. */
  public static InvokeCall of(ModelId modelId, byte[] body) {
    return builder(modelId, body).build();
  }

  /** Starts a call; the body is not copied and must not be changed any more. */
  public static Builder builder(ModelId modelId, byte[] body) {
    return new Builder(modelId, body);
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(modelId, body).retries(retries).onRetry(retryListener);
  }

  /** The model. */
  public ModelId modelId() {
    return modelId;
  }

  /** The JSON body in UTF-8: the array itself, which must not be changed. */
  public byte[] body() {
    return body;
  }

  /** Whether the transport may send it again after a failure that may pass. */
  public boolean retries() {
    return retries;
  }

  /** Reports a retry to the caller. Transports that retry call this just before each retry. */
  public void retried(InvokeRetry retry) {
    retryListener.accept(retry);
  }

  /** Compares the model, the body and the permission to retry, but not the listener of retries. */
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

  /** Collects a call. Not safe for use by several threads. */
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
     * Whether the transport may send it again after a failure that may pass; true by default.
     * Callers that retry themselves set false.
     */
    public Builder retries(boolean retries) {
      this.retries = retries;
      return this;
    }

    /**
     * Sets the listener that receives each {@link InvokeRetry}, in the thread that retries: it must
     * neither block nor throw. By default retries are not reported.
     */
    public Builder onRetry(Consumer<InvokeRetry> retryListener) {
      this.retryListener = Objects.requireNonNull(retryListener, "retryListener");
      return this;
    }

    /** The finished call. */
    public InvokeCall build() {
      return new InvokeCall(this);
    }
  }
}
