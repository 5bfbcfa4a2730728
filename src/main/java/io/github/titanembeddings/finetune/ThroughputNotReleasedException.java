package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;

/**
 * Thrown when a throughput could not be released after all attempts: it is still billed. The cause
 * is the last failure.
 *
 * <pre>{@code
 * try {
 *   throughputs.release("shop-words");
 * } catch (ThroughputNotReleasedException e) {
 *   System.err.println("still billed: " + e.throughput());
 * }
 * }</pre>
 */
public final class ThroughputNotReleasedException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final String throughput;

  ThroughputNotReleasedException(String throughput, RuntimeException cause) {
    super(
        "NOT RELEASED, and still billed by the hour: "
            + throughput
            + ". Release it with provisionedThroughput().release(...) or in the AWS console. The"
            + " last failure: "
            + cause.getMessage(),
        cause);
    this.throughput = throughput;
  }

  /** Returns the ARN or name of the throughput that is still billed. */
  public String throughput() {
    return throughput;
  }

  /** Returns true if the last failure was transient. */
  @Override
  public boolean isRetryable() {
    return getCause() instanceof TitanException failure && failure.isRetryable();
  }
}
