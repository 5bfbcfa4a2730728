package io.github.titanembeddings.testing.internal.http;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.Refusals;
import io.github.titanembeddings.testing.StubResponse;

/** The service would refuse the request, with these words. */
public final class StubRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient StubResponse answer;

  private StubRefusal(String errorType, String message) {
    this(400, errorType, message);
  }

  private StubRefusal(int status, String errorType, String message) {
    super(message, null, false, false);
    answer = StubResponse.error(status, errorType, message);
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

  public static StubRefusal unknownModel() {
    return new StubRefusal("ValidationException", "The provided model identifier is invalid.");
  }

  /** What the control plane does not take. */
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
            "REJECTED: status " + answer.status() + " " + answer.errorType() + ": " + message)
        .statusCode(answer.status())
        .errorCode(answer.errorType())
        .violations(Refusals.violations(message))
        .build();
  }

  public StubResponse answer() {
    return answer;
  }
}
