package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
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
  private static final String FORM = "{\"image-ref\": \"s3://…\", \"caption\": \"…\"}";
  private static final byte[] NOTHING = {};

  /** Common names for the image reference, in lower case and without punctuation. */
  private static final Set<String> IMAGE_REF_NAMES =
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
          "url");

  /** Common names for the caption, in lower case. */
  private static final Set<String> CAPTION_NAMES =
      Set.of("caption", "captions", "text", "label", "title", "description", "alt", "prompt");

  private final String name;
  private final Limits limits;
  private final boolean unknownRejected;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private CharBuffer chars = CharBuffer.allocate(1024);

  LineParser(String name, Limits limits, boolean unknownRejected) {
    this.name = name;
    this.limits = limits;
    this.unknownRejected = unknownRejected;
  }

  ParsedLine tooLong(long number, long byteCount) {
    Violation violation =
        Violation.error(ViolationPaths.line(name, number), ViolationCodes.LINE_TOO_LONG)
            .actual(String.format(Locale.ROOT, "%,d bytes", byteCount))
            .limit(limits.describe(Limit.MANIFEST_LINE_BYTES))
            .remedy("put one example on each line")
            .build();
    return new ParsedLine(number, NOTHING, byteCount, null, null, List.of(violation));
  }

  Violation byteOrderMark(long number) {
    return Violation.warning(ViolationPaths.line(name, number), ViolationCodes.LINE_BYTE_ORDER_MARK)
        .actual("a byte order mark at the beginning of the file")
        .limit("UTF-8 without one")
        .remedy("save the file as UTF-8 without a byte order mark; the service may not accept it")
        .build();
  }

  ParsedLine parse(long number, byte[] line) {
    int bad = decode(line);
    if (bad >= 0) {
      String found =
          String.format(Locale.ROOT, "the byte 0x%02X at position %,d", line[bad], bad + 1);
      return rejected(
          number, line, ViolationCodes.LINE_NOT_UTF8, found, "UTF-8", "save the file as UTF-8");
    }
    if (isBlank()) {
      Violation violation =
          Violation.warning(ViolationPaths.line(name, number), ViolationCodes.LINE_BLANK)
              .actual("a blank line")
              .remedy("remove it: it does not count as a record")
              .build();
      return new ParsedLine(number, line, line.length, null, null, List.of(violation));
    }
    try {
      return checked(number, line, LineAttributes.read(chars.array(), chars.position()));
    } catch (LineAttributes.NotAnObjectException e) {
      if (chars.get(0) == '\uFEFF') {
        String found = "a byte order mark within the file";
        return rejected(number, line, ViolationCodes.LINE_NOT_JSON, found, "none", "remove it");
      }
      String code = e.isJson ? ViolationCodes.LINE_NOT_OBJECT : ViolationCodes.LINE_NOT_JSON;
      return rejected(number, line, code, e.found(), "one JSON object per line", "write " + FORM);
    }
  }

  /** Decodes a line into {@link #chars}; returns the index of the first invalid byte, or -1. */
  private int decode(byte[] line) {
    if (chars.capacity() < line.length) {
      chars = CharBuffer.allocate(Math.max(line.length, 2 * chars.capacity()));
    }
    chars.clear();
    ByteBuffer bytes = ByteBuffer.wrap(line);
    boolean invalid = decoder.reset().decode(bytes, chars, true).isError();
    return invalid ? bytes.position() : -1;
  }

  private boolean isBlank() {
    for (int i = 0; i < chars.position(); i++) {
      if (!Character.isWhitespace(chars.get(i))) {
        return false;
      }
    }
    return true;
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

  private ParsedLine rejected(
      long number, byte[] line, String code, String found, String limit, String remedy) {
    Violation violation =
        Violation.error(ViolationPaths.line(name, number), code)
            .actual(found)
            .limit(limit)
            .remedy(remedy)
            .build();
    return new ParsedLine(number, line, line.length, null, null, List.of(violation));
  }

  private ParsedLine checked(long number, byte[] line, LineAttributes attributes) {
    String imageRef = text(attributes.imageRef());
    String caption = text(attributes.caption());
    List<Violation> found = problems(number, attributes);
    boolean usable =
        found.stream().noneMatch(violation -> violation.severity() == Violation.Severity.ERROR);
    TrainingExample example =
        imageRef != null && caption != null && usable
            ? new TrainingExample(imageRef, caption)
            : null;
    return new ParsedLine(number, line, line.length, imageRef, example, found);
  }

  private static @Nullable String text(LineAttributes.@Nullable Value value) {
    return value == null ? null : value.text();
  }

  private List<Violation> problems(long number, LineAttributes attributes) {
    boolean noImageRef = text(attributes.imageRef()) == null;
    boolean noCaption = text(attributes.caption()) == null;
    if (!noImageRef
        && !noCaption
        && attributes.unknown().isEmpty()
        && attributes.repeated().isEmpty()) {
      return List.of();
    }
    List<Violation> found = new ArrayList<>();
    String path = ViolationPaths.line(name, number);
    for (String repeated : attributes.repeated()) {
      found.add(
          Violation.error(path, ViolationCodes.LINE_DUPLICATE_ATTRIBUTE)
              .actual(quoted(repeated) + " more than once")
              .limit("each attribute once")
              .remedy("remove all but one")
              .build());
    }
    String imageRefAs = noImageRef ? similar(attributes, IMAGE_REF_NAMES) : null;
    String captionAs = noCaption ? similar(attributes, CAPTION_NAMES) : null;
    for (String unknown : attributes.unknown()) {
      String meant =
          unknown.equals(imageRefAs)
              ? ViolationPaths.IMAGE_REF
              : unknown.equals(captionAs) ? ViolationPaths.CAPTION : null;
      found.add(unknown(path, unknown, meant));
    }
    if (noImageRef) {
      String at = ViolationPaths.imageRef(name, number);
      String remedy = "set image-ref to the s3:// URI of the image";
      LineAttributes.Value value = attributes.imageRef();
      found.add(
          value == null
              ? missing(
                  Violation.error(at, ViolationCodes.IMAGE_REF_MISSING),
                  ViolationPaths.IMAGE_REF,
                  imageRefAs,
                  remedy)
              : wrongType(Violation.error(at, ViolationCodes.IMAGE_REF_WRONG_TYPE), value, remedy));
    }
    if (noCaption) {
      String at = ViolationPaths.caption(name, number);
      String remedy = "write a caption: auto-captioning is not supported for this model";
      LineAttributes.Value value = attributes.caption();
      found.add(
          value == null
              ? missing(
                  Violation.error(at, ViolationCodes.CAPTION_MISSING),
                  ViolationPaths.CAPTION,
                  captionAs,
                  remedy)
              : wrongType(Violation.error(at, ViolationCodes.CAPTION_WRONG_TYPE), value, remedy));
    }
    return found;
  }

  /** Returns the first unknown attribute whose letters match a known misspelling. */
  private static @Nullable String similar(LineAttributes attributes, Set<String> names) {
    return attributes.unknown().stream()
        .filter(
            unknown -> names.contains(unknown.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")))
        .findFirst()
        .orElse(null);
  }

  private Violation unknown(String path, String attribute, @Nullable String meant) {
    Violation.Builder violation =
        unknownRejected
            ? Violation.error(path, ViolationCodes.LINE_UNKNOWN_ATTRIBUTE)
            : Violation.warning(path, ViolationCodes.LINE_UNKNOWN_ATTRIBUTE);
    return violation
        .actual("the attribute " + quoted(attribute))
        .limit("image-ref and caption")
        .remedy(meant == null ? "remove it, or check its spelling" : "rename it to " + meant)
        .build();
  }

  private static Violation missing(
      Violation.Builder violation, String attribute, @Nullable String similar, String remedy) {
    String but = similar == null ? "" : ", but " + quoted(similar);
    return violation
        .actual("no " + attribute + but)
        .remedy(similar == null ? remedy : "rename " + quoted(similar) + " to " + attribute)
        .build();
  }

  private static Violation wrongType(
      Violation.Builder violation, LineAttributes.Value value, String remedy) {
    return violation.actual(value.type()).limit("a string").remedy(remedy).build();
  }

  private static String quoted(String attribute) {
    return "\"" + Abbreviate.beginning(attribute, 40) + "\"";
  }
}
