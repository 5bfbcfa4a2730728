package io.github.titanembeddings.exception;

/**
 * Thrown when a wait for a job or throughput exceeds its timeout. The job or throughput continues
 * in the service and may be billed.
 */
public final class WaitTimeoutException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception, for tests of code that handles it. */
  public WaitTimeoutException(String message) {
    super(message, null);
  }

  /** Returns true: waiting again may succeed. */
  @Override
  public boolean isRetryable() {
    return true;
  }
}
