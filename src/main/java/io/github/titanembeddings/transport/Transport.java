package io.github.titanembeddings.transport;

/**
 * Sends a request body to a model and returns the response. Implementations must be thread-safe. A
 * lambda is enough, such as a fake in a test:
 *
 * <pre>{@code
 * Transport fake = call -> InvokeReply.ofJson(TitanStub.embeddingJson(1024));
 * }</pre>
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
   * @throws io.github.titanembeddings.exception.ServiceException if the service rejects the call or
   *     fails
   * @throws io.github.titanembeddings.exception.TransportException if no response is received
   * @throws Exception any other failure
   */
  InvokeReply invoke(InvokeCall call) throws Exception;

  /** Closes the resources that the transport created; nothing by default. */
  @Override
  default void close() {}
}
