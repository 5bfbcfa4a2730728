package io.github.titanembeddings.batch.internal.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Reads the counts of {@code manifest.json.out}. */
final class JobManifest {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_BYTES = 1 << 20;

  private JobManifest() {}

  /** Returns the numbers by their names; empty if it is not a manifest. */
  static Map<String, Long> read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES);
    Map<String, Long> counts = new HashMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
          counts.put(field, json.getValueAsLong(0));
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      return Map.of(); // the counts are a cross-check only
    }
    return counts;
  }
}
