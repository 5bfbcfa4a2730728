package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.TitanException;
import java.util.Objects;

/** A failure of an item that an earlier run met, as its {@link Journal} kept it. */
public final class RecordedFailureException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final boolean retryable;

  /**
   * A failure of a kind, with a message for people.
   *
   * @param kind a word that stays the same, as {@link #kind()} explains
   * @param message what went wrong
   * @param retryable what {@link #isRetryable()} said of the exception then
   */
  public RecordedFailureException(String kind, String message, boolean retryable) {
    super(message, null);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryable = retryable;
  }

  /**
   * The {@code kind()} of the exception at the time, such as {@code REJECTED} or {@code TIMEOUT};
   * the code of the first violation, such as {@code image.too-large}, of an input that was refused
   * before it was sent; of other exceptions the simple name of the class.
   */
  public String kind() {
    return kind;
  }

  @Override
  public boolean isRetryable() {
    return retryable;
  }
}
