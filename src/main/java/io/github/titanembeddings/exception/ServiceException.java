package io.github.titanembeddings.exception;

import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the service rejects a call or fails. The cause is the AWS SDK's exception if the call
 * went through the AWS SDK.
 *
 * <pre>{@code
 * try {
 *   titan.embed(request);
 * } catch (ServiceException e) {
 *   System.err.println(e.kind() + " after " + e.attempts() + " attempts: " + e.getMessage());
 * }
 * }</pre>
 */
public final class ServiceException extends TitanException {
  private static final long serialVersionUID = 1L;

  /**
   * The kinds of failure, determined by the HTTP status, the error code and the service's known
   * message texts. An HTTP 200 with a {@code message} instead of a vector has the kind that the
   * message indicates.
   */
  public enum Kind {
    /** HTTP 429, or a message that says so: too many requests; send fewer. */
    THROTTLED,
    /**
     * HTTP 401, 403 or a message that says so: the credentials, API key or signature are not valid,
     * or the account may not call the model.
     */
    ACCESS_DENIED,
    /** HTTP 404 or a message that says so: no such model, throughput or job in this region. */
    NOT_FOUND,
    /**
     * HTTP 400, or a recognized input error with any status: the service rejects this input. Final
     * if {@link #violations()} names the fault; otherwise the cause is unknown and may be
     * transient.
     */
    REJECTED,
    /**
     * ServiceQuotaExceededException, or a message that names a daily quota, which does not recover
     * within minutes.
     */
    QUOTA_EXCEEDED,
    /**
     * HTTP 400 ConflictException: a name is in use, or the resource's state forbids the operation.
     */
    CONFLICT,
    /** HTTP 429 ModelNotReadyException: the model is being loaded. */
    MODEL_NOT_READY,
    /** HTTP 408: the model took too long. */
    MODEL_TIMEOUT,
    /** HTTP 424, or an HTTP 200 with a message that indicates no other kind: the model failed. */
    MODEL_ERROR,
    /**
     * HTTP 500 and above, 529 included, or a message that says so: the service failed or has no
     * capacity.
     */
    UNAVAILABLE,
    /** Any other failure. */
    OTHER
  }

  private final Kind kind;
  private final int statusCode;
  private final String errorCode;
  private final @Nullable String requestId;
  private final int attempts;
  private final @Nullable Duration retryAfter;
  private final transient List<Violation> violations;

  private ServiceException(Builder builder) {
    super(builder.message, builder.cause);
    kind = builder.kind;
    statusCode = builder.statusCode;
    errorCode = builder.errorCode;
    requestId = builder.requestId;
    attempts = builder.attempts;
    retryAfter = builder.retryAfter;
    violations = builder.violations;
  }

  /** Returns a new builder. */
  public static Builder builder(Kind kind, String message) {
    return new Builder(kind, message);
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    return new Builder(kind, Objects.requireNonNullElse(getMessage(), ""))
        .statusCode(statusCode)
        .errorCode(errorCode)
        .requestId(requestId)
        .attempts(attempts)
        .retryAfter(retryAfter)
        .violations(violations())
        .cause(getCause());
  }

  /** Returns the kind of failure. */
  public Kind kind() {
    return kind;
  }

  /** Returns the HTTP status; 0 if it is not known. */
  public int statusCode() {
    return statusCode;
  }

  /**
   * Returns the service's error code, such as {@code ThrottlingException}; empty if it sent none.
   */
  public String errorCode() {
    return errorCode;
  }

  /** Returns the request ID for AWS Support, if the service sent one. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  /** Returns the number of requests sent for this call, including the first. */
  public int attempts() {
    return attempts;
  }

  /** Returns the {@code Retry-After} delay, if the service sent one. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Returns the violations that the service names, with the codes of the local checks. */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }

  /**
   * Returns true for {@link Kind#THROTTLED}, {@link Kind#MODEL_NOT_READY}, {@link
   * Kind#MODEL_TIMEOUT}, {@link Kind#MODEL_ERROR} and {@link Kind#UNAVAILABLE}, with any status:
   * the same request may succeed later. The other kinds need a change of the input, the account or
   * the configuration. A single call does not retry a failure that came with an HTTP 200; bulk runs
   * do.
   */
  @Override
  public boolean isRetryable() {
    return switch (kind) {
      case THROTTLED, MODEL_NOT_READY, MODEL_TIMEOUT, MODEL_ERROR, UNAVAILABLE -> true;
      case ACCESS_DENIED, NOT_FOUND, REJECTED, QUOTA_EXCEEDED, CONFLICT, OTHER -> false;
    };
  }

  /** Builder for {@link ServiceException}. Not thread-safe. */
  public static final class Builder {
    private final Kind kind;
    private String message;
    private int statusCode;
    private String errorCode = "";
    private @Nullable String requestId;
    private int attempts = 1;
    private @Nullable Duration retryAfter;
    private List<Violation> violations = List.of();
    private @Nullable Throwable cause;

    private Builder(Kind kind, String message) {
      this.kind = Objects.requireNonNull(kind, "kind");
      this.message = Objects.requireNonNull(message, "message");
    }

    /** Replaces the message. */
    public Builder message(String message) {
      this.message = Objects.requireNonNull(message, "message");
      return this;
    }

    /** Sets the HTTP status; 0 by default, which means unknown. */
    public Builder statusCode(int statusCode) {
      this.statusCode = statusCode;
      return this;
    }

    /** Sets the service's error code; empty by default. */
    public Builder errorCode(String errorCode) {
      this.errorCode = Objects.requireNonNull(errorCode, "errorCode");
      return this;
    }

    /** Sets the request ID for AWS Support. */
    public Builder requestId(@Nullable String requestId) {
      this.requestId = requestId;
      return this;
    }

    /** Sets the number of requests sent for the call; 1 by default. */
    public Builder attempts(int attempts) {
      this.attempts = attempts;
      return this;
    }

    /** Sets the {@code Retry-After} delay. */
    public Builder retryAfter(@Nullable Duration retryAfter) {
      this.retryAfter = retryAfter;
      return this;
    }

    /** Sets the violations that the service names; none by default. The list is copied. */
    public Builder violations(List<Violation> violations) {
      this.violations = List.copyOf(violations);
      return this;
    }

    /** Sets the cause, such as the AWS SDK's exception. */
    public Builder cause(@Nullable Throwable cause) {
      this.cause = cause;
      return this;
    }

    /** Builds the exception. */
    public ServiceException build() {
      return new ServiceException(this);
    }
  }
}
