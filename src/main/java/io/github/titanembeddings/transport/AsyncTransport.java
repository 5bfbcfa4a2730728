package io.github.titanembeddings.transport;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Sends a request body to a model and returns a future of the response. Implementations must be
 * thread-safe and must not block.
 *
 * <pre>{@code
 * AsyncTransport fake =
 *     call -> CompletableFuture.completedFuture(InvokeReply.ofJson(TitanStub.embeddingJson(1024)));
 * }</pre>
 */
@FunctionalInterface
public interface AsyncTransport extends AutoCloseable {
  /**
   * Sends a call. Cancelling the future cancels the call. The future fails, not wrapped, with
   * {@link io.github.titanembeddings.exception.ServiceException} if the service rejects the call or
   * fails, and with {@link io.github.titanembeddings.exception.TransportException} if no response
   * is received. The client translates a checked exception as it does for a {@link Transport}.
   */
  CompletableFuture<InvokeReply> invoke(InvokeCall call);

  /**
   * Returns the maximum number of calls in flight; further calls are queued. Empty if unknown,
   * which is the default.
   */
  default OptionalInt maxConnections() {
    return OptionalInt.empty();
  }

  /** Closes the resources that the transport created; nothing by default. */
  @Override
  default void close() {}
}
