package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.TitanException;
import java.util.Objects;

/**
 * The failure of an item in an earlier run, as recorded by its {@link Journal}.
 *
 * <pre>{@code
 * journal.outcome("item-7").ifPresent(outcome -> outcome.fold(
 *     embedded -> store(outcome),
 *     failed -> report(failed.key(), failed.exception()))); // a RecordedFailureException
 * }</pre>
 */
public final class RecordedFailureException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final boolean retryable;

  /**
   * Creates a failure.
   *
   * @param kind the stable code of the failure, see {@link #kind()}
   * @param message the message of the original exception
   * @param retryable {@link #isRetryable()} of the original exception
   */
  public RecordedFailureException(String kind, String message, boolean retryable) {
    super(message, null);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryable = retryable;
  }

  /**
   * Returns the {@code kind()} of the original exception, such as {@code REJECTED} or {@code
   * TIMEOUT}; for input that was rejected before it was sent, the code of its first violation, such
   * as {@code image.too-large}; for other exceptions the simple name of the class.
   */
  public String kind() {
    return kind;
  }

  @Override
  public boolean isRetryable() {
    return retryable;
  }
}
