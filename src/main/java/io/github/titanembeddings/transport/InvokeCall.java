package io.github.titanembeddings.transport;

import io.github.titanembeddings.model.InvokeHeaders;
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
 * @param headers the optional headers
 */
@SuppressWarnings("ArrayRecordComponent") // copying would double the memory of each call
public record InvokeCall(
    ModelId modelId,
    byte[] body,
    boolean retries,
    Consumer<InvokeRetry> onRetry,
    InvokeHeaders headers) {
  public InvokeCall {
    Objects.requireNonNull(modelId, "modelId");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(onRetry, "onRetry");
    Objects.requireNonNull(headers, "headers");
  }

  /** Returns a call with retries, which are not reported, and no optional headers. */
  public static InvokeCall of(ModelId modelId, byte[] body) {
    return new InvokeCall(modelId, body, true, retry -> {}, InvokeHeaders.none());
  }

  @Override
  public String toString() {
    return "InvokeCall[" + modelId + ", " + body.length + " bytes]";
  }
}
