package io.github.titanembeddings.transport;

import io.github.titanembeddings.model.ModelId;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One InvokeModel call. Immutable, except for the array, which is not copied and must not be
 * modified.
 *
 * @param modelId the model that is called
 * @param body the JSON body in UTF-8
 * @param retries whether the transport may retry transient failures; callers that do their own
 *     retries set false
 * @param onRetry receives each retry just before its request is sent, on the thread that retries;
 *     must neither block nor throw
 */
@SuppressWarnings("ArrayRecordComponent") // copying would double the memory of each call
public record InvokeCall(
    ModelId modelId, byte[] body, boolean retries, Consumer<InvokeRetry> onRetry) {
  /** Creates a call. */
  public InvokeCall {
    Objects.requireNonNull(modelId, "modelId");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(onRetry, "onRetry");
  }

  /** Returns a call with retries, which are not reported. */
  public static InvokeCall of(ModelId modelId, byte[] body) {
    return new InvokeCall(modelId, body, true, retry -> {});
  }

  @Override
  public String toString() {
    return "InvokeCall[" + modelId + ", " + body.length + " bytes]";
  }
}
