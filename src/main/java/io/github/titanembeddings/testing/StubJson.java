package io.github.titanembeddings.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The bodies that the stand-in answers with. */
final class StubJson {
  static final JsonMapper JSON = new JsonMapper();

  private StubJson() {}

  static String object(String field, String value) {
    return JSON.createObjectNode().put(field, value).toString();
  }

  static String reply(float[] vector, int tokens) {
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode embedding = reply.putArray("embedding");
    for (float number : vector) {
      embedding.add(number);
    }
    return reply.put("inputTextTokenCount", tokens).toString();
  }
}
