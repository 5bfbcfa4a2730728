package io.github.titanembeddings.internal.image.fit;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.header.HeaderStep;
import io.github.titanembeddings.internal.image.header.ImageHeaders;
import java.io.IOException;
import java.util.Optional;

/** Decodes images to see whether it can be done. */
public final class ImageDecoding {
  /** Few pixels are kept, but all bytes are decoded. */
  private static final int SIDE = 64;

  private static final long MOST_PIXELS = 128L * 1024 * 1024;

  private ImageDecoding() {}

  /** Why an image can't be decoded to its end; nothing if it can. */
  public static Optional<String> problem(ImageData image) {
    try {
      HeaderStep header = ImageHeaders.read(image);
      Goal goal =
          new Goal(SIDE, MOST_PIXELS, Integer.MAX_VALUE, DecodeLimits.ofPixels(MOST_PIXELS));
      new ImageDecoder(image, header, goal).decode();
      return Optional.empty();
    } catch (UnfitImageException e) {
      return Optional.of(e.found());
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }
}
