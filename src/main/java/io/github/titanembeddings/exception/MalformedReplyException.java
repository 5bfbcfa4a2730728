package io.github.titanembeddings.exception;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when a good answer lacks what it must hold: a usable vector, or an ARN. */
public final class MalformedReplyException extends TitanException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final @Nullable String requestId;

  /**
   * An exception for a place in the reply.
   *
   * @param path the place, such as {@code $.embedding}
   * @param problem what was expected and what was found there
   * @param requestId the request id, if the service sent one
   * @param cause what the layer beneath threw, if anything
   */
  public MalformedReplyException(
      String path, String problem, @Nullable String requestId, @Nullable Throwable cause) {
    super(problem + " at " + path, cause);
    this.path = Objects.requireNonNull(path, "path");
    this.requestId = requestId;
  }

  /** The place in the reply that is not as it must be, such as {@code $.embedding}. */
  public String path() {
    return path;
  }

  /** The request id to give AWS support, if the service sent one. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** True: as far as is known nothing is wrong with the request, so another try may go well. */
  @Override
  public boolean isRetryable() {
    return true;
  }
}
