package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.validation.ViolationCodes;

/** The state of an {@link ImageHeaderParser} after a window of an image's bytes. */
public sealed interface HeaderStep {
  /**
   * The properties in the header of a {@code PNG} or {@code JPEG}. Sizes are in pixels as stored;
   * the Exif orientation is 1 to 8, 1 if there is none; 4 components in a JPEG are CMYK.
   */
  record ImageHeader(
      String formatName, int width, int height, int orientation, int components, boolean animated)
      implements HeaderStep {
    boolean isJpeg() {
      return formatName.equals("JPEG");
    }
  }

  /** Bytes from this position on are needed; it is located after the start of the window. */
  record ReadFrom(long position) implements HeaderStep {}

  /**
   * The image cannot be used; {@code found} describes it, such as {@code a GIF file}. The remedy is
   * empty if the image has to be converted or replaced.
   */
  record Unusable(String code, String found, String remedy) implements HeaderStep {
    Unusable(String code, String found) {
      this(code, found, "");
    }

    /** Returns the result for another format; with a remedy if no reader reads it as an image. */
    static Unusable unsupported(String found, String remedy) {
      return new Unusable(ViolationCodes.IMAGE_UNSUPPORTED_FORMAT, found, remedy);
    }

    static Unusable corrupt(String found) {
      return new Unusable(ViolationCodes.IMAGE_CORRUPT, found);
    }

    /** Returns whether an ImageIO reader might read it. */
    public boolean isConvertible() {
      return code.equals(ViolationCodes.IMAGE_UNSUPPORTED_FORMAT) && remedy.isEmpty();
    }
  }
}
