package io.github.titanembeddings.exception;

import org.jspecify.annotations.Nullable;

/** The base of everything this library throws of its own. Unchecked. */
public abstract class TitanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message for people and, if there is one, its cause. */
  public TitanException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether the same call may succeed if it is made again later, unchanged. The library's
   * transports have already retried by then as often as they were told to.
   */
  public abstract boolean isRetryable();
}
