package io.github.titanembeddings.finetune.dataset.internal.manifest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses lines of JSON into examples and violations. Not thread-safe. */
final class LineParser {
  private static final String ONE_OBJECT = "one JSON object per line";
  private static final String REMEDY = "write {\"image-ref\": \"s3://…\", \"caption\": \"…\"}";

  /** More unknown attributes are not reported; the line is invalid anyway. */
  private static final int MAX_UNKNOWN = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private static final Required IMAGE_REF =
      new Required(
          ViolationPaths.IMAGE_REF,
          ViolationCodes.IMAGE_REF_MISSING,
          ViolationCodes.IMAGE_REF_WRONG_TYPE,
          "set image-ref to the s3:// URI of the image",
          Set.of(
              "imageref",
              "image",
              "imageuri",
              "imageurl",
              "imagepath",
              "img",
              "imgref",
              "sourceref",
              "filename",
              "s3uri",
              "uri",
              "url"));

  private static final Required CAPTION =
      new Required(
          ViolationPaths.CAPTION,
          ViolationCodes.CAPTION_MISSING,
          ViolationCodes.CAPTION_WRONG_TYPE,
          "write a caption: auto-captioning is not supported for this model",
          Set.of("caption", "captions", "text", "label", "title", "description", "alt", "prompt"));

  private final String name;
  private final Limits limits;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private CharBuffer chars = CharBuffer.allocate(1024);

  /** A value: its text if it is a string, and its type, such as {@code a number}. */
  private record Value(@Nullable String text, String type) {}

  /** The attributes of a line; {@code repeated} are the names that occur more than once. */
  private record Attributes(
      @Nullable Value imageRef,
      @Nullable Value caption,
      List<String> unknown,
      List<String> repeated) {}

  /**
   * A required attribute, and common names that people give it, in lower case and without
   * punctuation.
   */
  private record Required(
      String name, String missing, String wrongType, String remedy, Set<String> misnomers) {
    /** Returns the first unknown attribute that is a misnomer of this one. */
    @Nullable String misnomer(List<String> unknown) {
      return unknown.stream()
          .filter(
              other ->
                  misnomers.contains(other.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")))
          .findFirst()
          .orElse(null);
    }

    Violation problem(String line, @Nullable Value value, @Nullable String misnomer) {
      String path = line + ": " + name;
      if (value != null) {
        Violation.Builder violation = Violation.error(path, wrongType).actual(value.type());
        return violation.limit("a string").remedy(remedy).build();
      }
      Violation.Builder violation = Violation.error(path, missing);
      return misnomer == null
          ? violation.actual("no " + name).remedy(remedy).build()
          : violation
              .actual("no " + name + ", but " + quoted(misnomer))
              .remedy("rename " + quoted(misnomer) + " to " + name)
              .build();
    }
  }

  LineParser(String name, Limits limits) {
    this.name = name;
    this.limits = limits;
  }

  ManifestLine tooLong(long number, long byteCount) {
    String actual = String.format(Locale.ROOT, "%,d bytes", byteCount);
    String limit = limits.describe(Limit.MANIFEST_LINE_BYTES);
    String remedy = "put one example on each line";
    return withError(number, byteCount, ViolationCodes.LINE_TOO_LONG, actual, limit, remedy);
  }

  ManifestLine parse(long number, byte[] bytes, int length) {
    int mark = number == 1 ? byteOrderMarkLength(bytes, length) : 0;
    ManifestLine line = parse(number, ByteBuffer.wrap(bytes, mark, length - mark).slice());
    if (mark == 0) {
      return line;
    }
    List<Violation> violations = new ArrayList<>(line.violations());
    violations.add(
        Violation.warning(path(number), ViolationCodes.LINE_BYTE_ORDER_MARK)
            .actual("a byte order mark at the beginning of the file")
            .limit("UTF-8 without one")
            .remedy(
                "save the file as UTF-8 without a byte order mark; the service may not accept it")
            .build());
    return new ManifestLine(
        number, line.text(), line.byteCount(), line.imageRef(), line.example(), violations);
  }

  /** Returns the length of a byte order mark at the beginning: 3 or 0. */
  static int byteOrderMarkLength(byte[] start, int length) {
    boolean mark =
        length >= 3
            && start[0] == (byte) 0xEF
            && start[1] == (byte) 0xBB
            && start[2] == (byte) 0xBF;
    return mark ? 3 : 0;
  }

  private ManifestLine parse(long number, ByteBuffer bytes) {
    int length = bytes.limit();
    if (chars.capacity() < length) {
      chars = CharBuffer.allocate(Math.max(length, 2 * chars.capacity()));
    }
    chars.clear();
    if (decoder.reset().decode(bytes, chars, true).isError()) {
      int bad = bytes.position();
      String found =
          String.format(Locale.ROOT, "the byte 0x%02X at position %,d", bytes.get(bad), bad + 1);
      return withError(
          number, length, ViolationCodes.LINE_NOT_UTF8, found, "UTF-8", "save the file as UTF-8");
    }
    String text = chars.flip().toString();
    if (text.isBlank()) {
      Violation blank =
          Violation.warning(path(number), ViolationCodes.LINE_BLANK)
              .actual("a blank line")
              .remedy("remove it: it does not count as a record")
              .build();
      return new ManifestLine(number, text, length, null, null, List.of(blank));
    }
    if (text.charAt(0) == '\uFEFF') {
      String found = "a byte order mark within the file";
      return withError(number, length, ViolationCodes.LINE_NOT_JSON, found, "none", "remove it");
    }
    try (JsonParser json = JSON.createParser(chars.array(), 0, chars.limit())) {
      JsonToken start = json.nextToken();
      if (start == JsonToken.START_OBJECT) {
        Attributes attributes = attributes(json);
        return json.nextToken() == null
            ? withAttributes(number, text, length, attributes)
            : notJson(number, length, "more text after the object");
      }
      json.skipChildren();
      while (json.nextToken() != null) {}
      return withError(
          number, length, ViolationCodes.LINE_NOT_OBJECT, typeOf(start), ONE_OBJECT, REMEDY);
    } catch (JacksonException e) {
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      String where = column > 0 ? " at column " + column : "";
      return notJson(number, length, "invalid JSON" + where);
    } catch (IOException e) {
      return notJson(number, length, e.toString());
    }
  }

  private ManifestLine notJson(long number, long byteCount, String found) {
    return withError(number, byteCount, ViolationCodes.LINE_NOT_JSON, found, ONE_OBJECT, REMEDY);
  }

  private static Attributes attributes(JsonParser json) throws IOException {
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
    return new Attributes(imageRef, caption, unknown, repeated);
  }

  private static String typeOf(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_NULL -> "null";
      default -> "a boolean";
    };
  }

  private String path(long number) {
    return ViolationPaths.line(name, number);
  }

  /** Returns a line that is not read further; its text is not needed. */
  private ManifestLine withError(
      long number, long byteCount, String code, String actual, String limit, String remedy) {
    Violation.Builder violation = Violation.error(path(number), code).actual(actual).limit(limit);
    List<Violation> violations = List.of(violation.remedy(remedy).build());
    return new ManifestLine(number, "", byteCount, null, null, violations);
  }

  private ManifestLine withAttributes(long number, String text, int length, Attributes attributes) {
    String imageRef = text(attributes.imageRef());
    String caption = text(attributes.caption());
    List<Violation> found = problems(path(number), attributes);
    boolean valid = found.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    TrainingExample example =
        imageRef != null && caption != null && valid
            ? new TrainingExample(imageRef, caption)
            : null;
    return new ManifestLine(number, text, length, imageRef, example, found);
  }

  private static @Nullable String text(@Nullable Value value) {
    return value == null ? null : value.text();
  }

  private static List<Violation> problems(String path, Attributes attributes) {
    boolean noImageRef = text(attributes.imageRef()) == null;
    boolean noCaption = text(attributes.caption()) == null;
    boolean exact = attributes.unknown().isEmpty() && attributes.repeated().isEmpty();
    if (exact && !noImageRef && !noCaption) {
      return List.of();
    }
    List<Violation> found = new ArrayList<>();
    for (String repeated : attributes.repeated()) {
      found.add(
          Violation.error(path, ViolationCodes.LINE_DUPLICATE_ATTRIBUTE)
              .actual(quoted(repeated) + " more than once")
              .limit("each attribute once")
              .remedy("remove all but one")
              .build());
    }
    String imageRefAs = noImageRef ? IMAGE_REF.misnomer(attributes.unknown()) : null;
    String captionAs = noCaption ? CAPTION.misnomer(attributes.unknown()) : null;
    for (String unknown : attributes.unknown()) {
      String remedy = "remove it, or check its spelling";
      if (unknown.equals(imageRefAs)) {
        remedy = "rename it to " + IMAGE_REF.name();
      } else if (unknown.equals(captionAs)) {
        remedy = "rename it to " + CAPTION.name();
      }
      found.add(
          Violation.warning(path, ViolationCodes.LINE_UNKNOWN_ATTRIBUTE)
              .actual("the attribute " + quoted(unknown))
              .limit("image-ref and caption")
              .remedy(remedy)
              .build());
    }
    if (noImageRef) {
      found.add(IMAGE_REF.problem(path, attributes.imageRef(), imageRefAs));
    }
    if (noCaption) {
      found.add(CAPTION.problem(path, attributes.caption(), captionAs));
    }
    return found;
  }

  private static String quoted(String attribute) {
    return "\"" + Abbreviate.beginning(attribute, 40) + "\"";
  }
}
