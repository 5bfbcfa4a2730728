package io.github.titanembeddings.model.internal.image.source;

import io.github.titanembeddings.internal.text.Base64Text;
import io.github.titanembeddings.internal.text.Base64Text.NotBase64Exception;
import io.github.titanembeddings.model.internal.WireNames;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads images that come as text: base64, or a data URI. */
public final class ImageTexts {
  private static final String DATA_URI_SCHEME = "data:";

  private ImageTexts() {}

  public static ImageSource fromBase64(String text) {
    try {
      return MemorySource.of(ByteBuffer.wrap(Base64Text.decode(text)));
    } catch (NotBase64Exception e) {
      return broken(ViolationCodes.IMAGE_BAD_BASE64, String.valueOf(e.getMessage()), e.remedy());
    }
  }

  public static ImageSource fromDataUri(String dataUri) {
    String uri = dataUri.stripLeading();
    int comma = uri.indexOf(',');
    if (!uri.regionMatches(true, 0, DATA_URI_SCHEME, 0, DATA_URI_SCHEME.length())
        || comma < 0
        || !uri.substring(0, comma).toLowerCase(Locale.ROOT).matches(".*; *base64 *")) {
      return broken(
          ViolationCodes.IMAGE_BAD_DATA_URI,
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
