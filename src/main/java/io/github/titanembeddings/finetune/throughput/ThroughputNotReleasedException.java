package io.github.titanembeddings.finetune.throughput;

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

  /**
   * Creates an exception, as a fake client in a test may throw it.
   *
   * @param throughput the ARN or name of the throughput
   * @param cost the billed time and cost so far, such as {@code ", after 0:30:00 h"}; may be empty
   */
  public ThroughputNotReleasedException(String throughput, String cost, RuntimeException cause) {
    super(
        "NOT RELEASED, and still billed by the hour: "
            + throughput
            + cost
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
