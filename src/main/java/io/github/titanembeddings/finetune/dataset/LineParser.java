package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.internal.json.ExampleReader;
import io.github.titanembeddings.internal.text.Shown;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes the bytes of a line into an example, or says what is wrong with them. */
final class LineParser {
  private static final String FORM = "{\"image-ref\": \"s3://…\", \"caption\": \"…\"}";
  private static final byte[] NOTHING = {};

  private final String name;
  private final Limits limits;
  private final UnknownAttributes unknownAttributes;
  private final Utf8 utf8 = new Utf8();

  LineParser(String name, Limits limits, UnknownAttributes unknownAttributes) {
    this.name = name;
    this.limits = limits;
    this.unknownAttributes = unknownAttributes;
  }

  ManifestLine tooLong(long number, long byteCount) {
    Violation violation =
        Violation.error(Places.line(name, number), "line.too-long")
            .actual(String.format(Locale.ROOT, "%,d bytes", byteCount))
            .limit(limits.describe(Limit.MANIFEST_LINE_BYTES))
            .remedy("put one example on each line")
            .build();
    return new ManifestLine(number, NOTHING, byteCount, null, List.of(violation));
  }

  ManifestLine parse(long number, byte[] line) {
    int bad = utf8.decode(line);
    if (bad >= 0) {
      String found =
          String.format(Locale.ROOT, "the byte 0x%02X at position %,d", line[bad], bad + 1);
      return refused(number, line, "line.not-utf8", found, "UTF-8", "save the file as UTF-8");
    }
    if (isBlank()) {
      Violation violation =
          Violation.warning(Places.line(name, number), "line.blank")
              .actual("a blank line")
              .remedy("remove it: it does not count as a record")
              .build();
      return new ManifestLine(number, line, line.length, null, List.of(violation));
    }
    try {
      return checked(number, line, ExampleReader.read(utf8.chars(), utf8.length()));
    } catch (ExampleReader.NotAnObjectException e) {
      String code = e.isJson() ? "line.not-object" : "line.not-json";
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
        Violation.error(Places.line(name, number), code)
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
    String place = Places.line(name, number);
    for (String repeated : read.repeated()) {
      found.add(
          Violation.error(place, "line.duplicate-attribute")
              .actual(shown(repeated) + " more than once")
              .limit("each attribute once")
              .remedy("remove all but one")
              .build());
    }
    for (String unknown : read.unknown()) {
      found.add(unknown(place, unknown));
    }
    if (read.imageRef() == null) {
      String remedy = "name the image by its s3:// URI";
      found.add(absent(Places.imageRef(name, number), "image-ref", read.imageRefFound(), remedy));
    }
    if (read.caption() == null) {
      String remedy = "write a caption: auto-captioning is not supported for this model";
      found.add(absent(Places.caption(name, number), "caption", read.captionFound(), remedy));
    }
    return found;
  }

  private Violation unknown(String place, String attribute) {
    Violation.Builder violation =
        unknownAttributes == UnknownAttributes.REFUSE
            ? Violation.error(place, "line.unknown-attribute")
            : Violation.warning(place, "line.unknown-attribute");
    return violation
        .actual("the attribute " + shown(attribute))
        .limit("image-ref and caption")
        .remedy("remove it, or check its spelling")
        .build();
  }

  private static Violation absent(
      String place, String attribute, @Nullable String found, String remedy) {
    return found == null
        ? Violation.error(place, attribute + ".missing")
            .actual("no " + attribute)
            .remedy(remedy)
            .build()
        : Violation.error(place, attribute + ".wrong-type")
            .actual(found)
            .limit("a text")
            .remedy(remedy)
            .build();
  }

  private static String shown(String attribute) {
    return "\"" + Shown.beginning(attribute, 40) + "\"";
  }
}
