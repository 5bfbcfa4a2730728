package io.github.titanembeddings.testing;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.Refusals;

/** The service would refuse the request, with these words. */
final class StubRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient StubAnswer answer;

  private StubRefusal(String errorType, String message) {
    this(400, errorType, message);
  }

  private StubRefusal(int status, String errorType, String message) {
    super(message, null, false, false);
    answer = StubAnswer.error(status, errorType, message);
  }

  /** What the schema does not allow; the detail may be empty. */
  static StubRefusal malformed(String detail) {
    String colon = detail.isEmpty() ? "" : ": " + detail;
    return new StubRefusal(
        "ValidationException",
        "Malformed input request" + colon + ", please reformat your input and try again.");
  }

  /** What the model does not take. */
  static StubRefusal badRequest(String detail) {
    return new StubRefusal("ValidationException", "400 Bad Request: " + detail);
  }

  static StubRefusal unknownModel() {
    return new StubRefusal("ValidationException", "The provided model identifier is invalid.");
  }

  /** What the control plane does not take. */
  static StubRefusal invalid(String message) {
    return new StubRefusal("ValidationException", message);
  }

  static StubRefusal notFound(String message) {
    return new StubRefusal(404, "ResourceNotFoundException", message);
  }

  static StubRefusal conflict(String message) {
    return new StubRefusal("ConflictException", message);
  }

  static StubRefusal overQuota(String message) {
    return new StubRefusal("ServiceQuotaExceededException", message);
  }

  static StubRefusal notReady() {
    return new StubRefusal(
        429, "ModelNotReadyException", "The model is not ready to serve inference requests.");
  }

  /** Returns the exception that a client would throw for this response. */
  ServiceException exception() {
    String message = String.valueOf(getMessage());
    return ServiceException.builder(
            ServiceException.Kind.REJECTED,
            "REJECTED: status " + answer.status() + " " + answer.errorType() + ": " + message)
        .statusCode(answer.status())
        .errorCode(answer.errorType())
        .violations(Refusals.violations(message))
        .build();
  }

  StubAnswer answer() {
    return answer;
  }
}
