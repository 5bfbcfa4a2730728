package io.github.titanembeddings.testing;

import io.github.titanembeddings.testing.internal.http.ScriptedResponse;
import io.github.titanembeddings.testing.internal.http.ScriptedResponse.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A scripted response of a {@link TitanStub}. Immutable.
 *
 * <pre>{@code
 * stub.enqueue(
 *     StubResponse.throttled().header("Retry-After", "1"),
 *     StubResponse.error(503, "ServiceUnavailableException", "try again"),
 *     StubResponse.connectionReset());
 * }</pre>
 */
public final class StubResponse {
  private final ScriptedResponse response;

  private StubResponse(ScriptedResponse response) {
    this.response = response;
  }

  /**
   * Returns an error response.
   *
   * @param errorType the type, such as {@code ThrottlingException}
   * @throws IllegalArgumentException if the status is not from 200 to 599
   */
  public static StubResponse error(int status, String errorType, String message) {
    return new StubResponse(ScriptedResponse.error(status, errorType, message));
  }

  /** Returns the response to throttled requests: 429 ThrottlingException. */
  public static StubResponse throttled() {
    return new StubResponse(ScriptedResponse.throttled());
  }

  /** Returns a response with status 200 and a {@code message} field instead of a vector. */
  public static StubResponse message(String message) {
    return new StubResponse(ScriptedResponse.message(message));
  }

  /** Returns a response with status 200 and any body, well-formed or not. */
  public static StubResponse body(String body) {
    return new StubResponse(ScriptedResponse.json(200, body));
  }

  /** Returns a connection reset before the response. */
  public static StubResponse connectionReset() {
    return new StubResponse(ScriptedResponse.of(Fault.CONNECTION_RESET));
  }

  /** Returns a connection closed before the response. */
  public static StubResponse emptyReply() {
    return new StubResponse(ScriptedResponse.of(Fault.EMPTY_REPLY));
  }

  /** Returns a response with status 200 whose body ends in garbage. */
  public static StubResponse brokenBody() {
    return new StubResponse(ScriptedResponse.of(Fault.BROKEN_BODY));
  }

  /**
   * Returns this response with a delay.
   *
   * @throws IllegalArgumentException if the delay is negative or more than 24 days
   */
  public StubResponse after(Duration delay) {
    return new StubResponse(response.after(delay));
  }

  /** Returns this response with one more header, such as {@code Retry-After}. */
  public StubResponse header(String name, String value) {
    return new StubResponse(response.header(name, value));
  }

  ScriptedResponse scripted() {
    return response;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StubResponse that && response.equals(that.response);
  }

  @Override
  public int hashCode() {
    return response.hashCode();
  }

  @Override
  public String toString() {
    return "StubResponse["
        + (response.fault() == null
            ? response.status() + " " + response.errorType()
            : response.fault())
        + "]";
  }
}
