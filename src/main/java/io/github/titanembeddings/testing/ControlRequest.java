package io.github.titanembeddings.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that the control plane of a {@link TitanStub} got. Immutable and safe to share between
 * threads.
 */
public final class ControlRequest {
  private final String operation;
  private final String identifier;
  private final String body;
  private final int status;

  public ControlRequest(String operation, String identifier, String body, int status) {
    this.operation = Objects.requireNonNull(operation, "operation");
    this.identifier = Objects.requireNonNull(identifier, "identifier");
    this.body = Objects.requireNonNull(body, "body");
    this.status = status;
  }

  /** The operation's name, as in {@code CreateModelCustomizationJob}. */
  public String operation() {
    return operation;
  }

  /** The resource named in the path, decoded; empty if there is none. */
  public String identifier() {
    return identifier;
  }

  /** The body as it came; empty if there was none. */
  public String body() {
    return body;
  }

  /** The status it was answered with; 0 if the connection was broken instead. */
  public int status() {
    return status;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ControlRequest that
        && operation.equals(that.operation)
        && identifier.equals(that.identifier)
        && body.equals(that.body)
        && status == that.status;
  }

  @Override
  public int hashCode() {
    return Objects.hash(operation, identifier, body, status);
  }

  /** What was asked for and how it was answered; no body. */
  @Override
  public String toString() {
    return "ControlRequest[" + operation + " " + identifier + ", answered " + status + "]";
  }
}
