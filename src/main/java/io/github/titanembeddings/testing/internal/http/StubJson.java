package io.github.titanembeddings.testing.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The JSON of the stub's requests and responses. */
public final class StubJson {
  /** Accepts strings of any length, such as images, and nothing after the value. */
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StubJson() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Returns a parser, which the caller closes. */
  public static JsonParser parser(byte[] json) throws IOException {
    return JSON.createParser(json);
  }

  /** Returns the JSON object of a request body; null if the body is anything else. */
  public static @Nullable ObjectNode parse(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json instanceof ObjectNode object ? object : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns the body of an error response. */
  public static String message(String text) {
    return JsonNodeFactory.instance.objectNode().put("message", text).toString();
  }
}
