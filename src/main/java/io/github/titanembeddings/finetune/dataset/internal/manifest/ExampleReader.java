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

/** Reads one line of a manifest of images and captions. */
public final class ExampleReader {
  /** So many other attributes are told apart; a line with more is bad in any case. */
  private static final int MOST_NAMES = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /**
   * What a line says.
   *
   * @param imageRef the value, if it is a text
   * @param caption the value, if it is a text
   * @param imageRefFound what the value is if it is not a text: {@code a number}
   * @param captionFound what the value is if it is not a text
   * @param unknown the names of other attributes
   * @param repeated the names that come more than once
   */
  public record Line(
      @Nullable String imageRef,
      @Nullable String caption,
      @Nullable String imageRefFound,
      @Nullable String captionFound,
      List<String> unknown,
      List<String> repeated) {}

  /** Thrown when a line is not one JSON object. */
  public static final class NotAnObjectException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean json;

    NotAnObjectException(boolean json, String found) {
      super(found, null, false, false);
      this.json = json;
    }

    /** Whether it is JSON at all. */
    public boolean isJson() {
      return json;
    }

    /** What was found, for people. */
    public String found() {
      return String.valueOf(getMessage());
    }
  }

  private @Nullable String imageRef;
  private @Nullable String caption;
  private @Nullable String imageRefFound;
  private @Nullable String captionFound;
  private List<String> unknown = List.of();
  private List<String> repeated = List.of();

  private ExampleReader() {}

  /** Reads a line of UTF-16 characters. */
  public static Line read(char[] line, int length) throws NotAnObjectException {
    ExampleReader reader = new ExampleReader();
    try (JsonParser json = JSON.createParser(line, 0, length)) {
      reader.read(json);
    } catch (JacksonException e) {
      throw new NotAnObjectException(false, problem(e));
    } catch (IOException e) {
      throw new NotAnObjectException(false, e.toString());
    }
    return new Line(
        reader.imageRef,
        reader.caption,
        reader.imageRefFound,
        reader.captionFound,
        reader.unknown,
        reader.repeated);
  }

  private void read(JsonParser json) throws IOException, NotAnObjectException {
    JsonToken start = json.nextToken();
    if (start != JsonToken.START_OBJECT) {
      json.skipChildren();
      while (start != null && json.nextToken() != null) {}
      throw new NotAnObjectException(true, nameOf(start));
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case ViolationPaths.IMAGE_REF -> readImageRef(json, value);
        case ViolationPaths.CAPTION -> readCaption(json, value);
        default -> readUnknown(json, name);
      }
    }
    if (json.nextToken() != null) {
      throw new NotAnObjectException(false, "more text behind the object");
    }
  }

  private void readImageRef(JsonParser json, JsonToken value) throws IOException {
    if (imageRef != null || imageRefFound != null) {
      repeated = with(repeated, ViolationPaths.IMAGE_REF);
    }
    boolean text = value == JsonToken.VALUE_STRING;
    imageRef = text ? json.getText() : null;
    imageRefFound = text ? null : nameOf(value);
    json.skipChildren();
  }

  private void readCaption(JsonParser json, JsonToken value) throws IOException {
    if (caption != null || captionFound != null) {
      repeated = with(repeated, ViolationPaths.CAPTION);
    }
    boolean text = value == JsonToken.VALUE_STRING;
    caption = text ? json.getText() : null;
    captionFound = text ? null : nameOf(value);
    json.skipChildren();
  }

  private void readUnknown(JsonParser json, String name) throws IOException {
    if (unknown.contains(name)) {
      repeated = with(repeated, name);
    } else if (unknown.size() < MOST_NAMES) {
      unknown = with(unknown, name);
    }
    json.skipChildren();
  }

  private static List<String> with(List<String> names, String name) {
    if (names.contains(name)) {
      return names;
    }
    List<String> more = new ArrayList<>(names);
    more.add(name);
    return more;
  }

  private static String nameOf(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_NULL -> "null";
      default -> "true or false";
    };
  }

  private static String problem(JacksonException e) {
    int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
    return column > 0 ? "no JSON from column " + column + " on" : "no JSON";
  }
}
