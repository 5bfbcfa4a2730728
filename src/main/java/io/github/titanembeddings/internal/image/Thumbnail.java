package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;

/** A small copy of an image for a page. */
public final class Thumbnail {
  /** No larger image is worth its transfer. */
  public static final int MAX_BYTES = 32 * 1024 * 1024;

  private static final int SIDE = 128;
  private static final TargetSize GOAL =
      new TargetSize(SIDE, SIDE * SIDE, 64 * 1024, DecodeLimits.ofPixels(64L * 1024 * 1024));

  private Thumbnail() {}

  /**
   * Returns a thumbnail as a data URI.
   *
   * @throws UnfitImageException if the image cannot be decoded
   */
  public static String dataUri(byte[] image) throws IOException, UnfitImageException {
    FittedImage small = ImageFitter.fit(new MemoryImage(ByteBuffer.wrap(image)), GOAL);
    return "data:image/"
        + small.formatName().toLowerCase(Locale.ROOT)
        + ";base64,"
        + Base64.getEncoder().encodeToString(small.bytes());
  }
}
