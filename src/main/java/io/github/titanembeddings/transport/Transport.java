package io.github.titanembeddings.transport;

/**
 * Sends one body to one model and returns the answer. Implementations are safe for use by several
 * threads; a lambda will do, in tests for one.
 */
@FunctionalInterface
public interface Transport extends AutoCloseable {
  /**
   * Sends a call and waits for its response.
   *
   * <p>The client translates a checked exception to a {@link
   * io.github.titanembeddings.exception.TransportException} with that cause: of kind TIMEOUT for a
   * timeout, INTERRUPTED for an interruption, otherwise CONNECTION. Unchecked exceptions reach the
   * caller unchanged.
   *
   * @throws io.github.titanembeddings.exception.ServiceException if the service refuses or fails
   * @throws io.github.titanembeddings.exception.TransportException if no response comes back
   * @throws Exception any other failure
   */
  InvokeReply invoke(InvokeCall call) throws Exception;

  /** Closes what the transport made for itself; nothing by default. */
  @Override
  default void close() {}
}
