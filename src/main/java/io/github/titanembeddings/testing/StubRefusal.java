package io.github.titanembeddings.testing;

/** The service would refuse the request, with these words. */
final class StubRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient StubAnswer answer;

  private StubRefusal(String errorType, String message) {
    super(message, null, false, false);
    answer = StubAnswer.error(400, errorType, message);
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

  StubAnswer answer() {
    return answer;
  }
}
