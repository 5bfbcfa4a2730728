package io.github.titanembeddings.model;

import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.validation.Violation;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  static ImageSource fromDataUri(String dataUri) {
    String uri = dataUri.strip();
    int comma = uri.indexOf(',');
    if (!uri.regionMatches(true, 0, DATA_URI_SCHEME, 0, DATA_URI_SCHEME.length())
        || comma < 0
        || !uri.substring(0, comma).toLowerCase(Locale.ROOT).matches(".*; *base64 *")) {
      return broken(
          "image.bad-data-uri",
          "a text that is not a data URI in base64",
          "use data:image/png;base64,… or data:image/jpeg;base64,…");
    }
    String data = uri.substring(comma + 1);
    return fromBase64(data.indexOf('%') < 0 ? data : percentDecoded(data));
  }

  /** The text without percent-encoding; as it is if that is not well formed. */
  private static String percentDecoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static BrokenSource broken(String code, String actual, String remedy) {
    return new BrokenSource(
        Violation.error(WireNames.INPUT_IMAGE, code).actual(actual).remedy(remedy).build());
  }
}
