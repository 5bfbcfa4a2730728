package io.github.titanembeddings.testing;

import io.github.titanembeddings.testing.internal.http.StubArguments;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
 *
 * @param status the HTTP status, from 200 to 599; 0 with a fault
 * @param errorType the error type, such as {@code ThrottlingException}; empty for none
 * @param body the body, well-formed or not
 * @param headers headers in addition to the usual ones
 * @param delay the time before the response, 0 to 2,147,483,647 ms (24 days)
 * @param fault breaks the connection instead of responding; {@code null} for a response
 */
public record StubResponse(
    int status,
    String errorType,
    String body,
    Map<String, String> headers,
    Duration delay,
    @Nullable Fault fault) {
  /** Broken connections. */
  public enum Fault {
    /** The connection is reset before the response. */
    CONNECTION_RESET,
    /** The connection is closed before the response. */
    EMPTY_REPLY,
    /** The status is 200, but the body ends in garbage. */
    BROKEN_BODY
  }

  /**
   * Creates a response.
   *
   * @throws IllegalArgumentException if the status or the delay is out of range
   */
  public StubResponse {
    if (fault == null ? status < 200 || status > 599 : status != 0) {
      throw new IllegalArgumentException("status must be from 200 to 599, not " + status);
    }
    Objects.requireNonNull(errorType, "errorType");
    Objects.requireNonNull(body, "body");
    headers = Map.copyOf(headers);
    StubArguments.delay("delay", delay);
  }

  /**
   * Returns an error response whose body is a {@code message}.
   *
   * @throws IllegalArgumentException if the status is not from 200 to 599
   */
  public static StubResponse error(int status, String errorType, String message) {
    return new StubResponse(
        status, errorType, StubJson.message(message), Map.of(), Duration.ZERO, null);
  }

  /** Returns the response to throttled requests: 429 ThrottlingException. */
  public static StubResponse throttled() {
    return error(429, "ThrottlingException", "Too many requests, please wait before trying again.");
  }

  /** Returns a response with status 200 and a {@code message} field instead of a vector. */
  public static StubResponse message(String message) {
    return error(200, "", message);
  }

  /** Returns a response with status 200 and any body, well-formed or not. */
  public static StubResponse body(String body) {
    return new StubResponse(200, "", body, Map.of(), Duration.ZERO, null);
  }

  /** Returns a connection reset before the response. */
  public static StubResponse connectionReset() {
    return broken(Fault.CONNECTION_RESET);
  }

  /** Returns a connection closed before the response. */
  public static StubResponse emptyReply() {
    return broken(Fault.EMPTY_REPLY);
  }

  /** Returns a response with status 200 whose body ends in garbage. */
  public static StubResponse brokenBody() {
    return broken(Fault.BROKEN_BODY);
  }

  private static StubResponse broken(Fault fault) {
    return new StubResponse(0, "", "", Map.of(), Duration.ZERO, fault);
  }

  /**
   * Returns this response with a delay.
   *
   * @throws IllegalArgumentException if the delay is negative or more than 24 days
   */
  public StubResponse after(Duration delay) {
    return new StubResponse(status, errorType, body, headers, delay, fault);
  }

  /** Returns this response with one more header, such as {@code Retry-After}. */
  public StubResponse header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new StubResponse(status, errorType, body, more, delay, fault);
  }

  /** Returns the status and the error type, or the fault, without the body. */
  @Override
  public String toString() {
    return "StubResponse[" + (fault == null ? status + " " + errorType : fault) + "]";
  }
}
