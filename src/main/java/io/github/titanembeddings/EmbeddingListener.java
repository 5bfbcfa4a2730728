package io.github.titanembeddings;

import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of each call of a client: {@link #started}, then retries, then exactly once
 * either {@link #succeeded} or {@link #failed}.
 *
 * <p>Called on a library thread. An exception thrown by a listener is logged and ignored. A client
 * has one such thread, which delivers the events in order, so a slow listener delays no call; while
 * 10,000 events are queued, further ones are dropped.
 *
 * <pre>{@code
 * EmbeddingListener timer = new EmbeddingListener() {
 *   @Override
 *   public void succeeded(CallInfo call, EmbeddingResponse r, long payloadBytes, Duration elapsed) {
 *     metrics.record("embed", elapsed, r.attempts());
 *   }
 * };
 * }</pre>
 */
public interface EmbeddingListener {
  /**
   * Identifies a call. Immutable, except for the context.
   *
   * @param number the number of the call, counted from 1 over the life of the client
   * @param modelId the model that is called
   * @param start when the call began
   * @param attempt the number of the attempt that the event belongs to, starting at 1
   * @param images the number of images in the request, 0 or 1; 0 until the request is sent
   * @param context the value of {@link EmbeddingListener#captureContext()} for this call
   */
  record CallInfo(
      long number,
      ModelId modelId,
      Instant start,
      int attempt,
      int images,
      @Nullable Object context) {
    /**
     * Creates the identification of a call.
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

  /**
   * Captures the context of a new call, such as the current trace; {@link CallInfo#context()}
   * returns it in every event of the call. Called on the thread that calls the client, so it must
   * not block. Returns null by default; if this method throws, the context is null.
   */
  default @Nullable Object captureContext() {
    return null;
  }

  /**
   * Returns a listener for calls that other threads make on behalf of the calling thread, such as
   * those of a bulk run. Implementations capture the calling thread's context now, and return it
   * from {@link #captureContext()} of the new listener, which is called on the other threads. Must
   * not block. Returns this listener by default; it is also used if this method throws.
   */
  default EmbeddingListener inCurrentContext() {
    return this;
  }

  /** Called when a call begins, before anything is read or sent. */
  default void started(CallInfo call) {}

  /**
   * Called before a call is retried, {@link EmbeddingResponse#attempts()} minus one times, or never
   * where attempts are not counted. In a bulk run each attempt is a separate call, and only a
   * resend of a truncated text is reported here; {@link
   * io.github.titanembeddings.bulk.BulkListener#onRetry} receives the run's retries.
   *
   * @param retry the number of the new attempt, the time since the previous one ended, and the
   *     reason
   */
  default void retried(CallInfo call, InvokeRetry retry) {}

  /**
   * Called when a call succeeds.
   *
   * @param payloadBytes the size of the JSON body that was sent last
   */
  default void succeeded(
      CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {}

  /** Called when a call fails or is cancelled, with the failure that the caller receives. */
  default void failed(CallInfo call, Throwable failure, Duration elapsed) {}
}
