package io.github.titanembeddings.testing.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Validates the body of an InvokeModel request as the service does, as far as its documents and
 * known responses say. The limits are copies, not taken from {@code Limits}, so that tests detect a
 * wrong one there.
 */
final class InvokeRequestCheck {
  private static final int MAX_TOKENS = 256;
  private static final int MAX_SIDE = 2048;
  private static final Set<String> FIELDS = Set.of("inputText", "inputImage", "embeddingConfig");
  private static final Set<String> CONFIG_FIELDS = Set.of("outputEmbeddingLength");
  private static final Set<Integer> LENGTHS = Set.of(256, 384, 1024);

  private InvokeRequestCheck() {}

  /** Returns the fields of a body; {@code eachSide} limits each side of an image, not the area. */
  static RequestInput check(JsonNode json, boolean eachSide) throws StubError {
    RequestInput.requireOnly(json, FIELDS);
    String text = RequestInput.string(json, "inputText");
    byte[] image = image(json);
    if (image == null && (text == null || text.isBlank())) {
      throw StubError.malformed("");
    }
    Integer length = length(json);
    ImageInfo info = image == null ? null : info(image, eachSide);
    int tokens = text == null ? 0 : RequestInput.limitedTokens(text, MAX_TOKENS);
    int vectorLength = length == null ? RequestInput.DEFAULT_LENGTH : length;
    return new RequestInput(text, image, info, length, tokens, vectorLength, true, Set.of());
  }

  private static byte @Nullable [] image(JsonNode json) throws StubError {
    if (RequestInput.string(json, "inputImage") == null) {
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
    RequestInput.requireOnly(config, CONFIG_FIELDS);
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
}
