package io.github.titanembeddings.testing.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON that the stand-in reads and the bodies that it answers with. */
public final class StubJson {
  /** Takes strings of any length, as an image is one, and nothing behind the value. */
  public static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StubJson() {}

  public static String object(String field, String value) {
    return JSON.createObjectNode().put(field, value).toString();
  }

  public static String reply(float[] vector, int tokens) {
    ObjectNode reply = JSON.createObjectNode();
    ArrayNode embedding = reply.putArray("embedding");
    for (float number : vector) {
      embedding.add(number);
    }
    return reply.put("inputTextTokenCount", tokens).toString();
  }
}
