package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.text.Base64Text;
import io.github.titanembeddings.internal.text.Base64Text.NotBase64Exception;
import io.github.titanembeddings.validation.ViolationCodes;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An image in memory, or a file that must not change once it was read. */
public record MemorySource(ImageData image) implements ImageSource {
  private static final String DATA_URI_SCHEME = "data:";

  public static MemorySource of(ByteBuffer bytes) {
    return new MemorySource(new MemoryImage(bytes));
  }

  public static ImageSource fromBase64(String text) {
    try {
      return of(ByteBuffer.wrap(Base64Text.decode(text)));
    } catch (NotBase64Exception e) {
      return ImageSource.broken(
          ViolationCodes.IMAGE_BAD_BASE64, String.valueOf(e.getMessage()), e.remedy());
    }
  }

  public static ImageSource fromDataUri(String dataUri) {
    String uri = dataUri.stripLeading();
    int comma = uri.indexOf(',');
    if (!uri.regionMatches(true, 0, DATA_URI_SCHEME, 0, DATA_URI_SCHEME.length())
        || comma < 0
        || !uri.substring(0, comma).toLowerCase(Locale.ROOT).matches(".*; *base64 *")) {
      return ImageSource.broken(
          ViolationCodes.IMAGE_BAD_DATA_URI,
          "a text that is not a data URI in base64",
          "use data:image/png;base64,… or data:image/jpeg;base64,…");
    }
    String data = uri.substring(comma + 1);
    return fromBase64(data.indexOf('%') < 0 ? data : percentDecoded(data));
  }

  /** Returns the text without percent-encoding; unchanged if the encoding is malformed. */
  private static String percentDecoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  @Override
  public @Nullable ImageData inMemory() {
    return image instanceof MemoryImage ? image : null;
  }

  @Override
  public CompletableFuture<OptionalLong> byteCount() {
    return CompletableFuture.completedFuture(OptionalLong.of(image.size()));
  }

  @Override
  public CompletableFuture<ImageData> load(ImagePolicy policy, Executor executor) {
    return CompletableFuture.completedFuture(image);
  }

  @Override
  public String toString() {
    return image.label().equals(MemoryImage.UNNAMED) ? image.size() + " bytes" : image.label();
  }
}
