package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.Refusals;

/** An error response of the service. */
public final class StubRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ScriptedResponse response;

  private StubRefusal(String errorType, String message) {
    this(400, errorType, message);
  }

  private StubRefusal(int status, String errorType, String message) {
    super(message, null, false, false);
    response = ScriptedResponse.error(status, errorType, message);
  }

  /** Returns a violation of the request schema; the detail may be empty. */
  static StubRefusal malformed(String detail) {
    String colon = detail.isEmpty() ? "" : ": " + detail;
    return invalid(
        "Malformed input request" + colon + ", please reformat your input and try again.");
  }

  /** Returns an input that the model rejects. */
  static StubRefusal badRequest(String detail) {
    return invalid("400 Bad Request: " + detail);
  }

  public static StubRefusal unknownModel() {
    return invalid("The provided model identifier is invalid.");
  }

  public static StubRefusal invalid(String message) {
    return new StubRefusal("ValidationException", message);
  }

  public static StubRefusal notFound(String message) {
    return new StubRefusal(404, "ResourceNotFoundException", message);
  }

  public static StubRefusal conflict(String message) {
    return new StubRefusal("ConflictException", message);
  }

  public static StubRefusal overQuota(String message) {
    return new StubRefusal("ServiceQuotaExceededException", message);
  }

  public static StubRefusal notReady() {
    return new StubRefusal(
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
        .violations(Refusals.violations(message))
        .build();
  }

  public ScriptedResponse response() {
    return response;
  }
}
