package io.github.titanembeddings.exception;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown if a successful response lacks a required part: a valid vector, or an ARN. */
public final class MalformedReplyException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final @Nullable String requestId;

  /**
   * Creates an exception.
   *
   * @param path the JSON path, such as {@code $.embedding}
   * @param problem the expected and the actual value
   * @param requestId the request ID, if the service sent one
   * @param cause the underlying exception
   */
  public MalformedReplyException(
      String path, String problem, @Nullable String requestId, @Nullable Throwable cause) {
    super(problem + " at " + path, cause);
    this.path = Objects.requireNonNull(path, "path");
    this.requestId = requestId;
  }

  /** Returns the JSON path in the response, such as {@code $.embedding}. */
  public String path() {
    return path;
  }

  /** Returns the request ID for AWS Support, if the service sent one. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** Returns true: the request itself may be fine. */
  @Override
  public boolean isRetryable() {
    return true;
  }
}
