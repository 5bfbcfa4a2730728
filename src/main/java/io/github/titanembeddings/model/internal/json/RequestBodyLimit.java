package io.github.titanembeddings.model.internal.json;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;

/** The maximum size of a body, and of the image beside a text of this number of characters. */
public record RequestBodyLimit(ModelRequest request, long characters) {
  /** The bytes of a body without text and image, and the maximum bytes of a character in JSON. */
  private static final int ENVELOPE_BYTES = 120;

  private static final int BYTES_OF_CHARACTER = 6;

  /** Returns the size of a downscaled image that certainly fits into the body. */
  public long maxImageBytes() {
    return Math.max(3, largestImage(ENVELOPE_BYTES + characters * BYTES_OF_CHARACTER));
  }

  /** Returns the size of the largest image whose base64 fits beside this number of bytes. */
  private long largestImage(long rest) {
    return (max() - rest) / 4 * 3;
  }

  private long max() {
    return request.limits().get(Limit.BODY_BYTES);
  }

  /** Rejects a text that exceeds the limit alone, before it is copied. */
  void requireShortText(long imageLength) {
    if (characters > max()) {
      require(characters, imageLength);
    }
  }

  /** Rejects a body that is larger than allowed: an image in base64, and the bytes around it. */
  void require(long rest, long imageLength) {
    if (rest + imageLength > max()) {
      throw new InvalidRequestException(
          Violation.error("body", ViolationCodes.BODY_TOO_LARGE)
              .actual(String.format(Locale.ROOT, "%,d bytes of JSON", rest + imageLength))
              .limit(request.limits().describe(Limit.BODY_BYTES))
              .remedy(imageLength == 0 ? "shorten the text" : remedy(largestImage(rest)))
              .build());
    }
  }

  private String remedy(long largestImage) {
    if (largestImage <= 0) {
      return "shorten the text: it leaves no space for an image";
    }
    return String.format(
        Locale.ROOT,
        "the largest image that fits%s is %,d bytes; make it smaller%s",
        characters > 0 ? " with this text" : "",
        largestImage,
        ModelAccess.get().imagePolicy().apply(request).decodes()
            ? ""
            : ", or set ImageFit.DOWNSCALE");
  }
}
