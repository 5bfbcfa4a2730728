package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.exception.TitanException;

/**
 * Thrown when a throughput could not be released, however often it was tried: it still costs money.
 * The cause is the last failure.
 */
public final class ThroughputNotReleasedException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final String throughput;

  ThroughputNotReleasedException(String throughput, String cost, RuntimeException cause) {
    super(
        "NOT RELEASED, and still billed by the hour: "
            + throughput
            + cost
            + ". Release it with provisionedThroughput().release(…) or in the AWS console. The last"
            + " failure: "
            + cause.getMessage(),
        cause);
    this.throughput = throughput;
  }

  /** The ARN or name of what still costs money. */
  public String throughput() {
    return throughput;
  }

  /** True if the last failure was one that passes. */
  @Override
  public boolean isRetryable() {
    return getCause() instanceof TitanException failure && failure.isRetryable();
  }
}
