package io.github.titanembeddings.exception;


/**
 * Thrown when the service reported the awaited job or throughput as missing twice in a row: it was
 * deleted, or it is in another region or account. The cause is the service's response.
 *
 * <pre>{@code
 * try {
 *   tuning.awaitCompletion(arn, WaitOptions.defaults());
 * } catch (ResourceDisappearedException e) {
 *   System.err.println("deleted, or in another region: " + e.getMessage());
 * }
 * }</pre>
 */
public final class ResourceDisappearedException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception, as a fake client in a test may throw it. */
  public ResourceDisappearedException(String message, TitanException cause) {
    super(message, cause);
  }

  /** Returns false: a retry does not bring it back. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
