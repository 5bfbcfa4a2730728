package io.github.titanembeddings.testing.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.model.ModelFamily;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Validates the body of a request to Titan Text Embeddings V2 or V1; its limits are independent of
 * the library's.
 */
final class TextRequestCheck {
  private static final int MAX_TOKENS = 8_192;
  private static final int MAX_CHARACTERS = 50_000;
  private static final int V1_LENGTH = 1_536;
  private static final Set<String> V1_FIELDS = Set.of("inputText");
  private static final Set<String> V2_FIELDS =
      Set.of("inputText", "dimensions", "normalize", "embeddingTypes");
  private static final Set<Integer> LENGTHS = Set.of(256, 512, 1024);
  private static final Set<String> TYPES = Set.of("float", "binary");

  private TextRequestCheck() {}

  static RequestInput check(JsonNode json, ModelFamily family) throws StubError {
    boolean isV2 = family == ModelFamily.TEXT_V2;
    RequestInput.requireOnly(json, isV2 ? V2_FIELDS : V1_FIELDS);
    String text = RequestInput.string(json, "inputText");
    if (text == null) {
      throw StubError.malformed("#: required key [inputText] not found");
    }
    int characters = text.codePointCount(0, text.length());
    if (characters == 0) {
      throw StubError.malformed("expected minLength: 1, actual: 0");
    }
    if (isV2 && characters > MAX_CHARACTERS) {
      throw StubError.malformed(
          "expected maxLength: " + MAX_CHARACTERS + ", actual: " + characters);
    }
    Integer length = isV2 ? length(json.path("dimensions")) : null;
    boolean normalize = isV2 && normalize(json.path("normalize"));
    Set<String> types = isV2 ? types(json.path("embeddingTypes")) : Set.of();
    return new RequestInput(
        text,
        null,
        null,
        length,
        RequestInput.limitedTokens(text, MAX_TOKENS),
        length != null ? length : isV2 ? RequestInput.DEFAULT_LENGTH : V1_LENGTH,
        normalize || !isV2,
        types);
  }

  private static @Nullable Integer length(JsonNode length) throws StubError {
    if (length.isMissingNode()) {
      return null;
    }
    if (!length.isInt() || !LENGTHS.contains(length.intValue())) {
      throw StubError.malformed("#/dimensions: " + length + " is not a valid enum value");
    }
    return length.intValue();
  }

  private static boolean normalize(JsonNode normalize) throws StubError {
    if (!normalize.isMissingNode() && !normalize.isBoolean()) {
      throw StubError.malformed(
          "#/normalize: expected type: Boolean, found: " + normalize.getNodeType());
    }
    return normalize.asBoolean(true);
  }

  private static Set<String> types(JsonNode types) throws StubError {
    Set<String> found = new HashSet<>();
    for (JsonNode type : types) {
      if (!TYPES.contains(type.asText())) {
        throw StubError.malformed("#/embeddingTypes: " + type + " is not a valid enum value");
      }
      found.add(type.asText());
    }
    return found.isEmpty() ? Set.of("float") : found;
  }
}
