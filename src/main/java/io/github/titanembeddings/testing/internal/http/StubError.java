package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.testing.StubResponse;

/** An error response of the service, thrown by the part of the stub that rejects a request. */
public final class StubError extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient StubResponse response;

  private StubError(int status, String errorType, String message) {
    super(message, null, false, false);
    response = StubResponse.error(status, errorType, message);
  }

  /** Returns a violation of the request schema; the detail may be empty. */
  public static StubError malformed(String detail) {
    String colon = detail.isEmpty() ? "" : ": " + detail;
    return invalid(
        "Malformed input request" + colon + ", please reformat your input and try again.");
  }

  /** Returns an input that the model rejects. */
  static StubError badRequest(String detail) {
    return invalid("400 Bad Request: " + detail);
  }

  public static StubError unknownModel() {
    return invalid("The provided model identifier is invalid.");
  }

  public static StubError invalid(String message) {
    return new StubError(400, "ValidationException", message);
  }

  public static StubError notFound(String message) {
    return new StubError(404, "ResourceNotFoundException", message);
  }

  public static StubError conflict(String message) {
    return new StubError(400, "ConflictException", message);
  }

  public static StubError overQuota(String message) {
    return new StubError(400, "ServiceQuotaExceededException", message);
  }

  public static StubError notReady() {
    return new StubError(
        429, "ModelNotReadyException", "The model is not ready to serve inference requests.");
  }

  /** Returns the exception that a client would throw for this response. */
  ServiceException exception() {
    String message = String.valueOf(getMessage());
    return ServiceException.builder(
            ServiceException.Kind.REJECTED,
            "REJECTED: status " + response.status() + " " + response.errorType() + ": " + message)
        .statusCode(response.status())
        .errorCode(response.errorType())
        .violations(ServiceMessages.violations(message))
        .build();
  }

  public StubResponse response() {
    return response;
  }
}
