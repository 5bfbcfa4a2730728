package io.github.titanembeddings.model;

import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.validation.Violation;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads images that come as text: base64, or a data URI. */
final class ImageTexts {
  private static final String DATA_URI_SCHEME = "data:";
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private ImageTexts() {}

  static ImageSource fromBase64(String text) {
    try {
      String digits = WHITE_SPACE.matcher(text).replaceAll("");
      return MemorySource.of(ByteBuffer.wrap(Base64.getDecoder().decode(digits)));
    } catch (IllegalArgumentException e) {
      boolean dataUri = text.startsWith(DATA_URI_SCHEME);
      return broken(
          "image.bad-base64",
          "a text of "
              + String.format(Locale.ROOT, "%,d", text.length())
              + " characters that is not base64",
          dataUri
              ? "use ImageInput.fromDataUri"
              : "encode the image's bytes with Base64.getEncoder()");
    }
  }

  static ImageSource fromDataUri(String uri) {
    int comma = uri.indexOf(',');
    if (!uri.regionMatches(true, 0, DATA_URI_SCHEME, 0, DATA_URI_SCHEME.length())
        || comma < 0
        || !uri.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
      return broken(
          "image.bad-data-uri",
          "a text that is not a data URI in base64",
          "use data:image/png;base64,… or data:image/jpeg;base64,…");
    }
    return fromBase64(uri.substring(comma + 1));
  }

  private static BrokenSource broken(String code, String actual, String remedy) {
    return new BrokenSource(
        Violation.error(WireNames.INPUT_IMAGE, code).actual(actual).remedy(remedy).build());
  }
}
