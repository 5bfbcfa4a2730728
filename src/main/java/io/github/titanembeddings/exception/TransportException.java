package io.github.titanembeddings.exception;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if no response is received: the connection broke or was too slow, the thread was
 * interrupted, or the client was closed. The cause is the underlying exception.
 *
 * <p>{@link Kind#NOT_SENT} means that no request of the call, retries included, was handed to a
 * connection; after any other kind the service may have received the request and acted on it.
 *
 * <pre>{@code
 * try {
 *   titan.embed(request);
 * } catch (TransportException e) {
 *   System.err.println(e.kind() == TransportException.Kind.NOT_SENT ? "not billed" : "may be billed");
 * }
 * }</pre>
 */
public final class TransportException extends TitanException {
  private static final long serialVersionUID = 1L;

  /** The reasons why no response is received. */
  public enum Kind {
    /** The connection broke, or the call failed in a way that does not show whether it was sent. */
    CONNECTION,
    /** The response did not arrive in time. */
    TIMEOUT,
    /** The calling thread was interrupted; its interrupt flag is set. */
    INTERRUPTED,
    /** The client was closed during the call. */
    CLOSED,
    /**
     * No request was handed to a connection: the region, the endpoint or the credentials can't be
     * resolved, the name lookup or the connect failed, or the pool had no connection in time.
     */
    NOT_SENT
  }

  private final Kind kind;
  private final boolean retryable;

  /**
   * Creates an exception that is retryable if it is of kind {@link Kind#CONNECTION} or {@link
   * Kind#TIMEOUT}.
   */
  public TransportException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, kind == Kind.CONNECTION || kind == Kind.TIMEOUT);
  }

  /** Creates an exception and sets whether a retry may succeed. */
  public TransportException(
      Kind kind, String message, @Nullable Throwable cause, boolean retryable) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryable = retryable;
  }

  /** Returns why no response was received. */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns true for {@link Kind#CONNECTION} and {@link Kind#TIMEOUT}, and for {@link
   * Kind#NOT_SENT} if the name lookup or the connect failed or the pool had no connection; false if
   * a setting is missing.
   */
  @Override
  public boolean isRetryable() {
    return retryable;
  }
}
