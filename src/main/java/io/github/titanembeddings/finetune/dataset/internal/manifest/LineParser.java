package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.UnknownAttributes;
import io.github.titanembeddings.finetune.dataset.internal.check.ViolationPaths;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the bytes of a line into an example, or says what is wrong with them. */
public final class LineParser {
  private static final String FORM = "{\"image-ref\": \"s3://…\", \"caption\": \"…\"}";
  private static final byte[] NOTHING = {};

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

  private static final Set<String> CAPTION_NAMES =
      Set.of("caption", "captions", "text", "label", "title", "description", "alt", "prompt");

  private final String name;
  private final Limits limits;
  private final UnknownAttributes unknownAttributes;
  private final Utf8 utf8 = new Utf8();

  public LineParser(String name, Limits limits, UnknownAttributes unknownAttributes) {
    this.name = name;
    this.limits = limits;
    this.unknownAttributes = unknownAttributes;
  }

  public ManifestLine tooLong(long number, long byteCount) {
    Violation violation =
        Violation.error(ViolationPaths.line(name, number), ViolationCodes.LINE_TOO_LONG)
            .actual(String.format(Locale.ROOT, "%,d bytes", byteCount))
            .limit(limits.describe(Limit.MANIFEST_LINE_BYTES))
            .remedy("put one example on each line")
            .build();
    return new ManifestLine(number, NOTHING, byteCount, null, List.of(violation));
  }

  public Violation byteOrderMark(long number) {
    return Violation.warning(ViolationPaths.line(name, number), ViolationCodes.LINE_BYTE_ORDER_MARK)
        .actual("a byte order mark at the beginning of the file")
        .limit("UTF-8 without one")
        .remedy("save the file as UTF-8 without a byte order mark; the service may not accept it")
        .build();
  }

  public ManifestLine parse(long number, byte[] line) {
    int bad = utf8.decode(line);
    if (bad >= 0) {
      String found =
          String.format(Locale.ROOT, "the byte 0x%02X at position %,d", line[bad], bad + 1);
      return refused(
          number, line, ViolationCodes.LINE_NOT_UTF8, found, "UTF-8", "save the file as UTF-8");
    }
    if (isBlank()) {
      Violation violation =
          Violation.warning(ViolationPaths.line(name, number), ViolationCodes.LINE_BLANK)
              .actual("a blank line")
              .remedy("remove it: it does not count as a record")
              .build();
      return new ManifestLine(number, line, line.length, null, List.of(violation));
    }
    try {
      return checked(number, line, ExampleReader.read(utf8.chars(), utf8.length()));
    } catch (ExampleReader.NotAnObjectException e) {
      if (utf8.chars()[0] == '\uFEFF') {
        String found = "a byte order mark within the file";
        return refused(number, line, ViolationCodes.LINE_NOT_JSON, found, "none", "remove it");
      }
      String code = e.isJson() ? ViolationCodes.LINE_NOT_OBJECT : ViolationCodes.LINE_NOT_JSON;
      return refused(number, line, code, e.found(), "one JSON object a line", "write " + FORM);
    }
  }

  private boolean isBlank() {
    char[] chars = utf8.chars();
    for (int i = 0; i < utf8.length(); i++) {
      if (!Character.isWhitespace(chars[i])) {
        return false;
      }
    }
    return true;
  }

  private ManifestLine refused(
      long number, byte[] line, String code, String found, String limit, String remedy) {
    Violation violation =
        Violation.error(ViolationPaths.line(name, number), code)
            .actual(found)
            .limit(limit)
            .remedy(remedy)
            .build();
    return new ManifestLine(number, line, line.length, null, List.of(violation));
  }

  private ManifestLine checked(long number, byte[] line, ExampleReader.Line read) {
    String imageRef = read.imageRef();
    String caption = read.caption();
    boolean clean =
        imageRef != null
            && caption != null
            && read.unknown().isEmpty()
            && read.repeated().isEmpty();
    List<Violation> found = clean ? List.of() : problems(number, read);
    boolean usable =
        clean
            || found.stream()
                .noneMatch(violation -> violation.severity() == Violation.Severity.ERROR);
    TrainingExample example =
        imageRef != null && caption != null && usable
            ? TrainingExample.of(imageRef, caption)
            : null;
    return new ManifestLine(number, line, line.length, example, found);
  }

  private List<Violation> problems(long number, ExampleReader.Line read) {
    List<Violation> found = new ArrayList<>();
    String place = ViolationPaths.line(name, number);
    for (String repeated : read.repeated()) {
      found.add(
          Violation.error(place, ViolationCodes.LINE_DUPLICATE_ATTRIBUTE)
              .actual(shown(repeated) + " more than once")
              .limit("each attribute once")
              .remedy("remove all but one")
              .build());
    }
    String imageRefAs = read.imageRef() == null ? similar(read, IMAGE_REF_NAMES) : null;
    String captionAs = read.caption() == null ? similar(read, CAPTION_NAMES) : null;
    for (String unknown : read.unknown()) {
      String meant =
          unknown.equals(imageRefAs)
              ? ViolationPaths.IMAGE_REF
              : unknown.equals(captionAs) ? ViolationPaths.CAPTION : null;
      found.add(unknown(place, unknown, meant));
    }
    if (read.imageRef() == null) {
      String remedy = "name the image by its s3:// URI";
      String at = ViolationPaths.imageRef(name, number);
      found.add(
          absent(
              at,
              ViolationPaths.IMAGE_REF,
              ViolationCodes.IMAGE_REF_MISSING,
              ViolationCodes.IMAGE_REF_WRONG_TYPE,
              read.imageRefFound(),
              imageRefAs,
              remedy));
    }
    if (read.caption() == null) {
      String remedy = "write a caption: auto-captioning is not supported for this model";
      String at = ViolationPaths.caption(name, number);
      found.add(
          absent(
              at,
              ViolationPaths.CAPTION,
              ViolationCodes.CAPTION_MISSING,
              ViolationCodes.CAPTION_WRONG_TYPE,
              read.captionFound(),
              captionAs,
              remedy));
    }
    return found;
  }

  /** Returns the first unknown attribute whose letters match a known misspelling. */
  private static @Nullable String similar(ExampleReader.Line read, Set<String> names) {
    return read.unknown().stream()
        .filter(
            unknown -> names.contains(unknown.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "")))
        .findFirst()
        .orElse(null);
  }

  private Violation unknown(String place, String attribute, @Nullable String meant) {
    Violation.Builder violation =
        unknownAttributes == UnknownAttributes.REFUSE
            ? Violation.error(place, ViolationCodes.LINE_UNKNOWN_ATTRIBUTE)
            : Violation.warning(place, ViolationCodes.LINE_UNKNOWN_ATTRIBUTE);
    return violation
        .actual("the attribute " + shown(attribute))
        .limit("image-ref and caption")
        .remedy(meant == null ? "remove it, or check its spelling" : "rename it to " + meant)
        .build();
  }

  private static Violation absent(
      String place,
      String attribute,
      String missing,
      String wrongType,
      @Nullable String found,
      @Nullable String similar,
      String remedy) {
    return found == null
        ? Violation.error(place, missing)
            .actual("no " + attribute + (similar == null ? "" : ", but " + shown(similar)))
            .remedy(similar == null ? remedy : "rename " + shown(similar) + " to " + attribute)
            .build()
        : Violation.error(place, wrongType).actual(found).limit("a text").remedy(remedy).build();
  }

  private static String shown(String attribute) {
    return "\"" + Abbreviate.beginning(attribute, 40) + "\"";
  }
}
