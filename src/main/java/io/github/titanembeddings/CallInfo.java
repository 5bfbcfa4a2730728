package io.github.titanembeddings;

import io.github.titanembeddings.model.ModelId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a call to an {@link EmbeddingListener}. Immutable, except for the context.
 *
 * <pre>{@code
 * EmbeddingListener log = new EmbeddingListener() {
 *   @Override
 *   public void failed(CallInfo call, Throwable failure, Duration elapsed) {
 *     System.err.println("call " + call.number() + " of " + call.modelId() + ": " + failure);
 *   }
 * };
 * }</pre>
 *
 * @param number the number of the call, counted from 1 over the life of the client
 * @param modelId the model that is called
 * @param start when the call began
 * @param attempt the number of the attempt that the event belongs to, starting at 1
 * @param context the value of {@link EmbeddingListener#captureContext()} for this call
 */
public record CallInfo(
    long number, ModelId modelId, Instant start, int attempt, @Nullable Object context) {
  /**
   * Creates an identification.
   *
   * @throws IllegalArgumentException if {@code attempt} is less than 1
   */
  public CallInfo {
    Objects.requireNonNull(modelId, "modelId");
    Objects.requireNonNull(start, "start");
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1, was " + attempt);
    }
  }

  /** Returns the number, the model and the start, but not the context. */
  @Override
  public String toString() {
    return "CallInfo[" + number + " to " + modelId + " at " + start + "]";
  }
}
