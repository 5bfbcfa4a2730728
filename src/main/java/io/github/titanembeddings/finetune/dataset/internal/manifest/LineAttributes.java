package io.github.titanembeddings.finetune.dataset.internal.manifest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a line in the JSON; {@code repeated} are the names that occur more than once.
 */
record LineAttributes(
    @Nullable Value imageRef,
    @Nullable Value caption,
    List<String> unknown,
    List<String> repeated) {
  /** More unknown attributes are not reported; the line is invalid anyway. */
  private static final int MAX_UNKNOWN = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** A value: its text if it is a string, and its type, such as {@code a number}. */
  record Value(@Nullable String text, String type) {}

  /** Thrown when a line is not a JSON object. */
  static final class NotAnObjectException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the line is valid JSON. */
    final boolean isJson;

    NotAnObjectException(boolean isJson, String found) {
      super(found, null, false, false);
      this.isJson = isJson;
    }

    String found() {
      return String.valueOf(getMessage());
    }
  }

  static LineAttributes read(char[] line, int length) throws NotAnObjectException {
    try (JsonParser json = JSON.createParser(line, 0, length)) {
      return read(json);
    } catch (JacksonException e) {
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      throw new NotAnObjectException(
          false, column > 0 ? "invalid JSON at column " + column : "invalid JSON");
    } catch (IOException e) {
      throw new NotAnObjectException(false, e.toString());
    }
  }

  private static LineAttributes read(JsonParser json) throws IOException, NotAnObjectException {
    JsonToken start = json.nextToken();
    if (start != JsonToken.START_OBJECT) {
      json.skipChildren();
      while (start != null && json.nextToken() != null) {}
      throw new NotAnObjectException(true, typeOf(start));
    }
    Value imageRef = null;
    Value caption = null;
    List<String> unknown = new ArrayList<>(0);
    List<String> repeated = new ArrayList<>(0);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      Value value =
          new Value(token == JsonToken.VALUE_STRING ? json.getText() : null, typeOf(token));
      boolean known = unknown.contains(name);
      if (name.equals(ViolationPaths.IMAGE_REF)) {
        known = imageRef != null;
        imageRef = value;
      } else if (name.equals(ViolationPaths.CAPTION)) {
        known = caption != null;
        caption = value;
      } else if (!known && unknown.size() < MAX_UNKNOWN) {
        unknown.add(name);
      }
      if (known && !repeated.contains(name)) {
        repeated.add(name);
      }
      json.skipChildren();
    }
    if (json.nextToken() != null) {
      throw new NotAnObjectException(false, "more text after the object");
    }
    return new LineAttributes(imageRef, caption, unknown, repeated);
  }

  private static String typeOf(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_NULL -> "null";
      default -> "a boolean";
    };
  }
}
