package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubJson;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/**
 * A request to the control plane.
 *
 * @param operation what is asked for
 * @param identifier the resource in its path; empty if there is none
 * @param query the parameters after the path
 * @param body the body's text
 * @param now when it came, by the stand-in's clock
 */
record ControlCall(
    ControlOperation operation,
    String identifier,
    Map<String, String> query,
    String body,
    Instant now) {
  /** The body as an object. */
  ObjectNode json() throws StubRefusal {
    try {
      JsonNode json = body.isBlank() ? MissingNode.getInstance() : StubJson.JSON.readTree(body);
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // Not JSON at all: the same words.
    }
    throw StubRefusal.invalid("The request body is not an object of JSON.");
  }

  /** A parameter after the path; empty if it is not there. */
  String parameter(String name) {
    return query.getOrDefault(name, "");
  }
}
