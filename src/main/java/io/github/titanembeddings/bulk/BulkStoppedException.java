package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.TitanException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown after the last outcome of a run that ended before its source did. It is also the failure
 * of each item that such a run read but did not complete. The cause is the exception of the source,
 * the journal or the client, or the failure that all items share ({@link FailureKind#RUN_FATAL}).
 *
 * <pre>{@code
 * try {
 *   BulkEmbedder.of(titan, options).embed(items, outcome -> store(outcome));
 * } catch (BulkStoppedException e) {
 *   System.err.println(e.summary() + ": " + e.getCause());
 * }
 * }</pre>
 */
public final class BulkStoppedException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable BulkSummary summary;

  BulkStoppedException(String message, @Nullable BulkSummary summary, @Nullable Throwable cause) {
    super(message, cause);
    this.summary = summary;
  }

  /** Returns the summary of the run; empty if this exception is the failure of a single item. */
  public Optional<BulkSummary> summary() {
    return Optional.ofNullable(summary);
  }

  /** Returns true: another run can embed the remaining items. */
  @Override
  public boolean isRetryable() {
    return true;
  }
}
