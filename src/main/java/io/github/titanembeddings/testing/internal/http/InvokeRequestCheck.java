package io.github.titanembeddings.testing.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates the body of an InvokeModel request as the service does, as far as its documents and
 * known responses say. The limits are copies, not taken from {@code Limits}, so that tests detect a
 * wrong one there.
 */
final class InvokeRequestCheck {
  private static final int MAX_BODY = 25_000_000;
  private static final int MAX_TOKENS = 256;
  private static final int MAX_SIDE = 2048;
  private static final Set<String> FIELDS = Set.of("inputText", "inputImage", "embeddingConfig");
  private static final Set<String> CONFIG_FIELDS = Set.of("outputEmbeddingLength");
  private static final Set<Integer> LENGTHS = Set.of(256, 384, 1024);
  private static final Pattern RUN_OR_SIGN = Pattern.compile("[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}]");
  private static final int CHARACTERS_PER_TOKEN = 5;

  private InvokeRequestCheck() {}

  /** A valid body. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Input(
      @Nullable String text,
      byte @Nullable [] image,
      @Nullable ImageInfo info,
      @Nullable Integer length,
      int tokens) {}

  /** Returns the fields of a body; {@code eachSide} limits each side of an image, not the area. */
  static Input check(byte[] body, boolean eachSide) throws StubError {
    if (body.length > MAX_BODY) {
      throw StubError.malformed("expected maxLength: 25000000, actual: " + body.length);
    }
    JsonNode json = StubJson.parse(body);
    if (json == null) {
      throw StubError.malformed("");
    }
    requireOnly(json, FIELDS);
    String text = string(json, "inputText");
    byte[] image = image(json);
    if (image == null && (text == null || text.isBlank())) {
      throw StubError.malformed("");
    }
    Integer length = length(json);
    ImageInfo info = image == null ? null : info(image, eachSide);
    return new Input(text, image, info, length, text == null ? 0 : limitedTokens(text));
  }

  private static void requireOnly(JsonNode object, Set<String> fields) throws StubError {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name)) {
        throw StubError.malformed("extraneous key [" + name + "] is not permitted");
      }
    }
  }

  private static @Nullable String string(JsonNode json, String field) throws StubError {
    if (!json.hasNonNull(field)) {
      return null;
    }
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw StubError.malformed("expected type: String, found: " + value.getNodeType());
    }
    return value.textValue();
  }

  private static byte @Nullable [] image(JsonNode json) throws StubError {
    if (string(json, "inputImage") == null) {
      return null;
    }
    try {
      return json.path("inputImage").binaryValue();
    } catch (IOException e) {
      throw StubError.malformed("");
    }
  }

  private static @Nullable Integer length(JsonNode json) throws StubError {
    if (!json.hasNonNull("embeddingConfig")) {
      return null;
    }
    JsonNode config = json.path("embeddingConfig");
    if (!config.isObject()) {
      throw StubError.malformed("expected type: JSONObject, found: " + config.getNodeType());
    }
    requireOnly(config, CONFIG_FIELDS);
    JsonNode length = config.path("outputEmbeddingLength");
    if (length.isMissingNode()) {
      return null;
    }
    if (!length.isInt() || !LENGTHS.contains(length.intValue())) {
      throw StubError.malformed(length + " is not a valid enum value");
    }
    return length.intValue();
  }

  private static ImageInfo info(byte[] image, boolean eachSide) throws StubError {
    ImageInfo info;
    try {
      info = ImageInput.of(image).probe();
    } catch (TitanException e) {
      throw StubError.malformed("");
    }
    boolean tooLarge =
        eachSide
            ? Math.max(info.width(), info.height()) > MAX_SIDE
            : (long) info.width() * info.height() > (long) MAX_SIDE * MAX_SIDE;
    if (tooLarge) {
      throw StubError.badRequest("Image exceeds max pixels allowed.");
    }
    return info;
  }

  private static int limitedTokens(String text) throws StubError {
    int tokens = tokens(text);
    if (tokens > MAX_TOKENS) {
      throw StubError.badRequest(
          "Too many input tokens. Max input tokens: "
              + MAX_TOKENS
              + ", request input token count: "
              + tokens
              + " ");
    }
    return tokens;
  }

  /**
   * Counts the tokens of a text by a rule of the stub, not the model's: a run of letters and digits
   * has one per five characters, rounded up; any other sign is one.
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
