package io.github.titanembeddings.testing;

import java.util.Objects;

/**
 * A request that the control plane of a {@link TitanStub} received. Immutable.
 *
 * @param operation the name of the operation, such as {@code CreateModelCustomizationJob}
 * @param identifier the decoded resource identifier in the path; empty if the path has none
 * @param body the body; empty if there was none
 * @param status the status of the response; 0 if the connection was broken instead
 */
public record ControlRequest(String operation, String identifier, String body, int status) {
  /** Creates a request, for example to compare with. */
  public ControlRequest {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(identifier, "identifier");
    Objects.requireNonNull(body, "body");
  }

  /** Returns the operation and the status, without the body. */
  @Override
  public String toString() {
    return "ControlRequest[" + operation + " " + identifier + ", status " + status + "]";
  }
}
