package io.github.titanembeddings.exception;

import org.jspecify.annotations.Nullable;

/**
 * The base class of the library's own exceptions. Unchecked.
 *
 * <pre>{@code
 * try {
 *   titan.embed(request);
 * } catch (TitanException e) {
 *   System.err.println((e.isRetryable() ? "try again later: " : "rejected: ") + e.getMessage());
 * }
 * }</pre>
 */
public abstract class TitanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected TitanException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns whether the same call may succeed later. The library's transports have already used up
   * their own retries.
   */
  public abstract boolean isRetryable();
}
