package io.github.titanembeddings;

import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of each call of a client: {@link #onStart}, then retries, then exactly once
 * either {@link #onSuccess} or {@link #onFailure}.
 *
 * <p>Called on a library thread, one event at a time and in order. An exception thrown by a
 * listener is logged and ignored. {@link #captureContext} and {@link #inCurrentContext} are called
 * on the callers' threads and must be thread-safe, and so must all methods of a listener that
 * several clients share.
 *
 * <p>A slow listener delays no call. While 10,000 events are queued, retries are dropped, and a
 * call that begins is not reported at all, so the numbers of starts and of ends are the same; the
 * numbers of the reported calls then have a gap. Closing the client waits up to a second for queued
 * events. Later ones, and those of calls that are still in flight, are delivered until the JVM
 * exits.
 *
 * <pre>{@code
 * EmbeddingListener timer = new EmbeddingListener() {
 *   @Override
 *   public void onSuccess(CallInfo call, EmbeddingResponse r, long payloadBytes, Duration elapsed) {
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
  default void onStart(CallInfo call) {}

  /**
   * Called before a call is retried, {@link EmbeddingResponse#attempts()} minus one times, or never
   * where attempts are not counted. In a bulk run each attempt is a separate call, and only a
   * resend of a truncated text is reported here; {@link
   * io.github.titanembeddings.bulk.BulkListener#onRetry} receives the run's retries.
   *
   * @param retry the number of the new attempt, the time since the previous one ended, and the
   *     reason
   */
  default void onRetry(CallInfo call, InvokeRetry retry) {}

  /**
   * Called when a call succeeds.
   *
   * @param payloadBytes the size of the JSON body that was sent last
   */
  default void onSuccess(
      CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {}

  /** Called when a call fails or is cancelled, with the failure that the caller receives. */
  default void onFailure(CallInfo call, Throwable failure, Duration elapsed) {}
}
