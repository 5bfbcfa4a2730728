package io.github.titanembeddings.finetune.throughput;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when a throughput could not be made or changed. */
public final class ThroughputFailedException extends TitanException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 2048;

  private final transient @Nullable ProvisionedThroughput throughput;

  public ThroughputFailedException(ProvisionedThroughput throughput) {
    super(
        throughput
            + throughput
                .failureMessage()
                .map(text -> ": " + Abbreviate.beginning(text, SHOWN))
                .orElse("")
            + "; release it and buy another once the cause is mended",
        null);
    this.throughput = throughput;
  }

  /** The throughput; empty if this exception was serialized meanwhile. */
  public Optional<ProvisionedThroughput> throughput() {
    return Optional.ofNullable(throughput);
  }

  /** False: it stays failed. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
