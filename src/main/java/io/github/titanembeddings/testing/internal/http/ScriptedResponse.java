package io.github.titanembeddings.testing.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A response of the stub; with a fault, the status and the body do not matter. */
public record ScriptedResponse(
    int status,
    String errorType,
    String body,
    @Nullable Fault fault,
    Duration delay,
    Map<String, String> headers) {
  public enum Fault {
    CONNECTION_RESET,
    EMPTY_REPLY,
    BROKEN_BODY
  }

  /** Accepts strings of any length, such as images, and nothing after the value. */
  public static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public ScriptedResponse {
    Objects.requireNonNull(errorType, "errorType");
    Objects.requireNonNull(body, "body");
    headers = Map.copyOf(headers);
  }

  public static ScriptedResponse error(int status, String errorType, String message) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be from 200 to 599, not " + status);
    }
    String body = JSON.createObjectNode().put("message", message).toString();
    return new ScriptedResponse(status, errorType, body, null, Duration.ZERO, Map.of());
  }

  public static ScriptedResponse throttled() {
    return error(429, "ThrottlingException", "Too many requests, please wait before trying again.");
  }

  public static ScriptedResponse message(String message) {
    return error(200, "", message);
  }

  public static ScriptedResponse json(int status, String body) {
    return new ScriptedResponse(status, "", body, null, Duration.ZERO, Map.of());
  }

  public static ScriptedResponse of(Fault fault) {
    return new ScriptedResponse(200, "", "", fault, Duration.ZERO, Map.of());
  }

  public static String embedding(float[] vector, int tokens) {
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode embedding = reply.putArray("embedding");
    for (float number : vector) {
      embedding.add(number);
    }
    return reply.put("inputTextTokenCount", tokens).toString();
  }

  public ScriptedResponse after(Duration delay) {
    return new ScriptedResponse(
        status, errorType, body, fault, ScriptNumbers.delay("delay", delay), headers);
  }

  public ScriptedResponse header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new ScriptedResponse(status, errorType, body, fault, delay, more);
  }

  /** Returns the status to record: 0 if the connection is broken instead. */
  public int recordedStatus() {
    return fault == null ? status : 0;
  }
}
