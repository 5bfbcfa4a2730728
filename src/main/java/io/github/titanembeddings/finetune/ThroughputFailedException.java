package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a throughput could not be created or updated.
 *
 * <pre>{@code
 * try {
 *   throughputs.awaitInService("shop-words", WaitOptions.defaults());
 * } catch (ThroughputFailedException e) {
 *   throughputs.release("shop-words");
 * }
 * }</pre>
 */
public final class ThroughputFailedException extends TitanException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 2048;

  private final transient @Nullable ProvisionedThroughput throughput;

  ThroughputFailedException(ProvisionedThroughput throughput) {
    super(
        throughput
            + throughput
                .failureMessage()
                .map(text -> ": " + Abbreviate.beginning(text, SHOWN))
                .orElse("")
            + "; release it, fix the cause and create another",
        null);
    this.throughput = throughput;
  }

  /** Returns the throughput; empty after deserialization. */
  public Optional<ProvisionedThroughput> throughput() {
    return Optional.ofNullable(throughput);
  }

  /** Returns false: a failed throughput stays failed. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
