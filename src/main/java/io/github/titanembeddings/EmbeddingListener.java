package io.github.titanembeddings;

import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;

/**
 * Is told of each call of a client: once of its start, then once of its success or its failure.
 *
 * <p>A client tells its listener in a thread of its own, in the order of events, so a listener can
 * take its time; while more than 10,000 events wait, further ones are dropped. Whatever a listener
 * throws is logged at DEBUG and forgotten.
 */
public interface EmbeddingListener {
  /** A call begins; nothing is read or sent yet. */
  default void started(CallInfo call) {}

  /**
   * A call is retried. The number of these events is one less than {@link
   * EmbeddingResponse#attempts()}; none come where nobody counts attempts.
   *
   * @param retry the number of the attempt that begins, the time since the one before ended, and
   *     the reason
   */
  default void retried(CallInfo call, InvokeRetry retry) {}

  /**
   * A call has its vector.
   *
   * @param payloadBytes the size of the JSON body that was sent last
   */
  default void succeeded(
      CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {}

  /** A call failed, or was cancelled; the failure is what the caller gets. */
  default void failed(CallInfo call, Throwable failure, Duration elapsed) {}
}
