package io.github.titanembeddings.exception;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when no answer came back: the connection broke or was too slow, or the caller left. The
 * cause is what the layer beneath threw.
 */
public final class TransportException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** The reasons why no answer comes back. */
  public enum Kind {
    /** The connection could not be made or broke. */
    CONNECTION,
    /** The answer did not come in the time allowed. */
    TIMEOUT,
    /** The calling thread was interrupted; its interrupt flag is set. */
    INTERRUPTED,
    /** The client was closed during the call. */
    CLOSED,
    /** The call could not be put together: no credentials or region, for one. */
    NOT_SENT
  }

  private final Kind kind;

  /** An exception of a kind, with a message for people and, if there is one, its cause. */
  public TransportException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** Why no answer came back. */
  public Kind kind() {
    return kind;
  }

  /** True for {@link Kind#CONNECTION} and {@link Kind#TIMEOUT}. */
  @Override
  public boolean isRetryable() {
    return kind == Kind.CONNECTION || kind == Kind.TIMEOUT;
  }
}
