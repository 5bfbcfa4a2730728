package io.github.titanembeddings.batch.internal.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Reads the counts of {@code manifest.json.out}. */
final class JobManifest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_BYTES = 1 << 20;

  private JobManifest() {}

  /** Returns the numbers by their names; empty if it is not a manifest. */
  static Map<String, Long> read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES);
    Map<String, Long> counts = new HashMap<>();
    try {
      for (Map.Entry<String, JsonNode> field : JSON.readTree(bytes).properties()) {
        if (field.getValue().isIntegralNumber()) {
          counts.put(field.getKey(), field.getValue().bigIntegerValue().longValueExact());
        }
      }
    } catch (IOException | ArithmeticException e) {
      return Map.of(); // the counts are a cross-check only
    }
    return counts;
  }
}
