package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record of a batch job.
 *
 * @param recordId null if the record has none
 * @param modelInput the JSON of the request body as given
 * @param unknownField the name of a field that a record does not have; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record BatchRecord(@Nullable String recordId, byte[] modelInput, @Nullable String unknownField) {
  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with the problem if it has the wrong format, which fails its
   *     job
   */
  static BatchRecord parse(byte[] line) {
    String recordId = null;
    byte[] modelInput = null;
    String unknownField = null;
    try (JsonParser json = StubJson.parser(line)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "is not a JSON object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("recordId")) {
          require(value == JsonToken.VALUE_STRING, "has a recordId that is not a string");
          recordId = json.getText();
        } else if (name.equals("modelInput") && value == JsonToken.START_OBJECT) {
          int start = (int) json.currentTokenLocation().getByteOffset();
          json.skipChildren();
          modelInput =
              Arrays.copyOfRange(line, start, (int) json.currentLocation().getByteOffset());
        } else {
          unknownField = name;
          json.skipChildren();
        }
      }
      require(json.nextToken() == null, "is not a single JSON object");
    } catch (IOException e) {
      throw new IllegalArgumentException("is not a JSON object", e);
    }
    if (modelInput == null) {
      throw new IllegalArgumentException("has no modelInput object");
    }
    return new BatchRecord(recordId, modelInput, unknownField);
  }

  private static void require(boolean valid, String problem) {
    if (!valid) {
      throw new IllegalArgumentException(problem);
    }
  }
}
