package io.github.titanembeddings.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TitanStub} is told to answer in place of a vector. Immutable and safe to share
 * between threads.
 */
public final class StubAnswer {
  /** Ways to answer that are not HTTP. */
  enum Fault {
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

  private StubAnswer(
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
  public static StubAnswer error(int status, String errorType, String message) {
    return new StubAnswer(
        ScriptNumbers.status(status),
        errorType,
        StubJson.object("message", message),
        null,
        Duration.ZERO,
        Map.of());
  }

  /** The answer to one request too many: 429 ThrottlingException. */
  public static StubAnswer throttled() {
    return error(429, "ThrottlingException", "Too many requests, please wait before trying again.");
  }

  /** A reply of status 200 without a vector but with a message of what went wrong. */
  public static StubAnswer message(String message) {
    return body(StubJson.object("message", message));
  }

  /** A reply of status 200 and any body, well-formed or not. */
  public static StubAnswer body(String body) {
    return json(200, body);
  }

  static StubAnswer json(int status, String body) {
    return new StubAnswer(status, "", body, null, Duration.ZERO, Map.of());
  }

  /** A connection that is reset before anything is answered. */
  public static StubAnswer connectionReset() {
    return fault(Fault.CONNECTION_RESET);
  }

  /** A connection that is closed before anything is answered. */
  public static StubAnswer emptyReply() {
    return fault(Fault.EMPTY_REPLY);
  }

  /** A reply of status 200 whose body breaks off in rubbish. */
  public static StubAnswer brokenBody() {
    return fault(Fault.BROKEN_BODY);
  }

  private static StubAnswer fault(Fault fault) {
    return new StubAnswer(200, "", "", fault, Duration.ZERO, Map.of());
  }

  /**
   * The same answer, given after a while.
   *
   * @throws IllegalArgumentException if that is negative or more than 24 days
   */
  public StubAnswer after(Duration delay) {
    return new StubAnswer(
        status, errorType, body, fault, ScriptNumbers.wait("delay", delay), headers);
  }

  /** The same answer with one more header, such as {@code Retry-After}. */
  public StubAnswer header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new StubAnswer(status, errorType, body, fault, delay, more);
  }

  int status() {
    return status;
  }

  String errorType() {
    return errorType;
  }

  String body() {
    return body;
  }

  @Nullable Fault fault() {
    return fault;
  }

  Duration delay() {
    return delay;
  }

  Map<String, String> headers() {
    return headers;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StubAnswer that
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
    return "StubAnswer[" + (fault == null ? status + " " + errorType : fault) + "]";
  }
}
