package io.github.titanembeddings.finetune.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes series of numbers as one JSON object. */
public final class MetricsWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private MetricsWriter() {}

  /**
   * One JSON object: each series under its name as an array of objects, then the notes.
   *
   * @param series by name, of points with their numbers by name
   */
  public static String write(Map<String, List<Map<String, Number>>> series, List<String> notes) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, List<Map<String, Number>>> one : series.entrySet()) {
        json.writeArrayFieldStart(one.getKey());
        for (Map<String, Number> point : one.getValue()) {
          writePoint(json, point);
        }
        json.writeEndArray();
      }
      json.writeArrayFieldStart("notes");
      for (String note : notes) {
        json.writeString(note);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't fail", e);
    }
    return text.toString();
  }

  private static void writePoint(JsonGenerator json, Map<String, Number> point) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Number> field : point.entrySet()) {
      Number number = field.getValue();
      if (number instanceof Long whole) {
        json.writeNumberField(field.getKey(), whole);
      } else {
        json.writeNumberField(field.getKey(), number.doubleValue());
      }
    }
    json.writeEndObject();
  }
}
