package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.TitanException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a run ended before its source did, after all outcomes were given out; and the failure
 * of each item that was pulled but has no answer. The cause is what the source, the callback or the
 * journal threw, or the failure that every item shares ({@link FailureKind#NOT_ALLOWED}).
 */
public final class BulkStoppedException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable BulkSummary summary;

  public BulkStoppedException(
      String message, @Nullable BulkSummary summary, @Nullable Throwable cause) {
    super(message, cause);
    this.summary = summary;
  }

  /** What the run did; empty for a single item. */
  public Optional<BulkSummary> summary() {
    return Optional.ofNullable(summary);
  }

  /** True: another run goes on with what this one left. */
  @Override
  public boolean isRetryable() {
    return true;
  }
}
