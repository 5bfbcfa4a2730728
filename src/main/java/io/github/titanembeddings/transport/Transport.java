package io.github.titanembeddings.transport;

/**
 * Sends one body to one model and returns the answer. Implementations are safe for use by several
 * threads; a lambda will do, in tests for one.
 */
@FunctionalInterface
public interface Transport extends AutoCloseable {
  /**
   * Sends a call and waits for its answer.
   *
   * @throws io.github.titanembeddings.exception.ServiceException if the service refuses or fails
   * @throws io.github.titanembeddings.exception.TransportException if no answer comes back
   */
  InvokeReply invoke(InvokeCall call);

  /** Closes what the transport made for itself; nothing by default. */
  @Override
  default void close() {}
}
