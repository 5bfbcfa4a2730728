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

/** The attributes of a line of a manifest, as they are in the JSON. */
final class LineAttributes {
  /** More unknown attributes are not reported; the line is invalid anyway. */
  private static final int MAX_UNKNOWN = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private @Nullable Value imageRef;
  private @Nullable Value caption;
  private final List<String> unknown = new ArrayList<>(0);
  private final List<String> repeated = new ArrayList<>(0);

  /**
   * A value.
   *
   * @param text the value if it is a string
   * @param type the type, such as {@code a number}
   */
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

  private LineAttributes() {}

  static LineAttributes read(char[] line, int length) throws NotAnObjectException {
    LineAttributes attributes = new LineAttributes();
    try (JsonParser json = JSON.createParser(line, 0, length)) {
      attributes.read(json);
    } catch (JacksonException e) {
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      throw new NotAnObjectException(
          false, column > 0 ? "invalid JSON at column " + column : "invalid JSON");
    } catch (IOException e) {
      throw new NotAnObjectException(false, e.toString());
    }
    return attributes;
  }

  private void read(JsonParser json) throws IOException, NotAnObjectException {
    JsonToken start = json.nextToken();
    if (start != JsonToken.START_OBJECT) {
      json.skipChildren();
      while (start != null && json.nextToken() != null) {}
      throw new NotAnObjectException(true, typeOf(start));
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      String text = token == JsonToken.VALUE_STRING ? json.getText() : null;
      switch (name) {
        case ViolationPaths.IMAGE_REF -> {
          addRepeated(name, imageRef != null);
          imageRef = new Value(text, typeOf(token));
        }
        case ViolationPaths.CAPTION -> {
          addRepeated(name, caption != null);
          caption = new Value(text, typeOf(token));
        }
        default -> {
          boolean known = unknown.contains(name);
          addRepeated(name, known);
          if (!known && unknown.size() < MAX_UNKNOWN) {
            unknown.add(name);
          }
        }
      }
      json.skipChildren();
    }
    if (json.nextToken() != null) {
      throw new NotAnObjectException(false, "more text after the object");
    }
  }

  private void addRepeated(String name, boolean isRepeated) {
    if (isRepeated && !repeated.contains(name)) {
      repeated.add(name);
    }
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

  @Nullable Value imageRef() {
    return imageRef;
  }

  @Nullable Value caption() {
    return caption;
  }

  /** Returns the names of other attributes. */
  List<String> unknown() {
    return unknown;
  }

  /** Returns the names that occur more than once. */
  List<String> repeated() {
    return repeated;
  }
}
