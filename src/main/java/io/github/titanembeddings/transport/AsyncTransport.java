package io.github.titanembeddings.transport;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Sends one body to one model and promises the answer. Implementations are safe for use by several
 * threads and do not block.
 */
@FunctionalInterface
public interface AsyncTransport extends AutoCloseable {
  /**
   * Sends a call. Cancelling the future cancels the call. It fails, not wrapped, with {@link
   * io.github.titanembeddings.exception.ServiceException} if the service refuses or fails, and with
   * {@link io.github.titanembeddings.exception.TransportException} if no response comes back. The
   * client translates a checked exception as it does for a {@link Transport}.
   */
  CompletableFuture<InvokeReply> invoke(InvokeCall call);

  /**
   * Returns the maximum number of calls in flight; further calls are queued. Empty if unknown,
   * which is the default.
   */
  default OptionalInt maxConnections() {
    return OptionalInt.empty();
  }

  /** Closes what the transport made for itself; nothing by default. */
  @Override
  default void close() {}
}
