package io.github.titanembeddings.testing.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.model.ImageInfo;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The input of a valid request body.
 *
 * @param length the requested length, if any
 * @param vectorLength the length of the vector to return
 * @param normalize whether to scale the vector to unit norm
 * @param types the forms of the vector under {@code embeddingsByType}; none for most models
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RequestInput(
    @Nullable String text,
    byte @Nullable [] image,
    @Nullable ImageInfo info,
    @Nullable Integer length,
    int tokens,
    int vectorLength,
    boolean normalize,
    Set<String> types) {
  static final int DEFAULT_LENGTH = 1024;
  private static final int MAX_BODY = 25_000_000;
  private static final Pattern RUN_OR_SIGN = Pattern.compile("[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]");
  private static final int CHARACTERS_PER_TOKEN = 5;

  /** Returns the JSON object of a body. */
  static JsonNode json(byte[] body) throws StubError {
    if (body.length > MAX_BODY) {
      throw StubError.malformed("expected maxLength: 25000000, actual: " + body.length);
    }
    JsonNode json = StubJson.parse(body);
    if (json == null) {
      throw StubError.malformed("");
    }
    return json;
  }

  static void requireOnly(JsonNode object, Set<String> fields) throws StubError {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name)) {
        throw StubError.malformed("extraneous key [" + name + "] is not permitted");
      }
    }
  }

  static @Nullable String string(JsonNode json, String field) throws StubError {
    if (!json.hasNonNull(field)) {
      return null;
    }
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw StubError.malformed("expected type: String, found: " + value.getNodeType());
    }
    return value.textValue();
  }

  static int limitedTokens(String text, int max) throws StubError {
    int tokens = tokens(text);
    if (tokens > max) {
      throw StubError.badRequest(
          "Too many input tokens. Max input tokens: "
              + max
              + ", request input token count: "
              + tokens
              + " ");
    }
    return tokens;
  }

  /**
   * Counts the tokens of a text by a rule of the stub, not the model's: a run of letters and digits
   * has one token per five characters, rounded up; any other character except white space is one.
   */
  static int tokens(String text) {
    Matcher pieces = RUN_OR_SIGN.matcher(text);
    int tokens = 0;
    while (pieces.find()) {
      tokens += (pieces.end() - pieces.start() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }
    return tokens;
  }
}
