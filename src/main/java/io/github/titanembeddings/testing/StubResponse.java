package io.github.titanembeddings.testing;

import io.github.titanembeddings.testing.internal.http.ScriptNumbers;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TitanStub} is told to answer in place of a vector. Immutable and safe to share
 * between threads.
 */
public final class StubResponse {
  /** Ways to answer that are not HTTP. */
  public enum Fault {
    CONNECTION_RESET,
    EMPTY_REPLY,
    BROKEN_BODY
  }

  private final int status;
  private final String errorType;
  private final String body;
  private final @Nullable Fault fault;
  private final Duration delay;
  private final Map<String, String> headers;

  private StubResponse(
      int status,
      String errorType,
      String body,
      @Nullable Fault fault,
      Duration delay,
      Map<String, String> headers) {
    this.status = status;
    this.errorType = Objects.requireNonNull(errorType, "errorType");
    this.body = Objects.requireNonNull(body, "body");
    this.fault = fault;
    this.delay = Objects.requireNonNull(delay, "delay");
    this.headers = Map.copyOf(headers);
  }

  /**
   * A refusal or failure: its status, its type as in {@code ThrottlingException}, its words.
   *
   * @throws IllegalArgumentException if the status is not from 200 to 599
   */
  public static StubResponse error(int status, String errorType, String message) {
    return new StubResponse(
        ScriptNumbers.status(status),
        errorType,
        StubJson.object("message", message),
        null,
        Duration.ZERO,
        Map.of());
  }

  /** The answer to one request too many: 429 ThrottlingException. */
  public static StubResponse throttled() {
    return error(429, "ThrottlingException", "Too many requests, please wait before trying again.");
  }

  /** A reply of status 200 without a vector but with a message of what went wrong. */
  public static StubResponse message(String message) {
    return body(StubJson.object("message", message));
  }

  /** A reply of status 200 and any body, well-formed or not. */
  public static StubResponse body(String body) {
    return json(200, body);
  }

  public static StubResponse json(int status, String body) {
    return new StubResponse(status, "", body, null, Duration.ZERO, Map.of());
  }

  /** A connection that is reset before anything is answered. */
  public static StubResponse connectionReset() {
    return fault(Fault.CONNECTION_RESET);
  }

  /** A connection that is closed before anything is answered. */
  public static StubResponse emptyReply() {
    return fault(Fault.EMPTY_REPLY);
  }

  /** A reply of status 200 whose body breaks off in rubbish. */
  public static StubResponse brokenBody() {
    return fault(Fault.BROKEN_BODY);
  }

  private static StubResponse fault(Fault fault) {
    return new StubResponse(200, "", "", fault, Duration.ZERO, Map.of());
  }

  /**
   * The same answer, given after a while.
   *
   * @throws IllegalArgumentException if that is negative or more than 24 days
   */
  public StubResponse after(Duration delay) {
    return new StubResponse(
        status, errorType, body, fault, ScriptNumbers.wait("delay", delay), headers);
  }

  /** The same answer with one more header, such as {@code Retry-After}. */
  public StubResponse header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new StubResponse(status, errorType, body, fault, delay, more);
  }

  public int status() {
    return status;
  }

  public String errorType() {
    return errorType;
  }

  public String body() {
    return body;
  }

  @Nullable
  public Fault fault() {
    return fault;
  }

  public Duration delay() {
    return delay;
  }

  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StubResponse that
        && status == that.status
        && errorType.equals(that.errorType)
        && body.equals(that.body)
        && fault == that.fault
        && delay.equals(that.delay)
        && headers.equals(that.headers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, errorType, body, fault, delay, headers);
  }

  @Override
  public String toString() {
    return "StubResponse[" + (fault == null ? status + " " + errorType : fault) + "]";
  }
}
