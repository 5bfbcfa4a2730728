package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.validation.ViolationCodes;

/** The state of an {@link ImageHeaderParser} after a window of an image's bytes. */
public sealed interface HeaderStep {
  record Known(ImageHeader header) implements HeaderStep {}

  /** Bytes from this position on are needed; it is located after the start of the window. */
  record ReadFrom(long position) implements HeaderStep {}

  /**
   * The image cannot be used; {@code found} describes it, such as {@code a GIF file}. The remedy is
   * empty if the image has to be converted or replaced.
   */
  record Unusable(String code, String found, String remedy) implements HeaderStep {
    /** Creates the result for an image that has to be converted or replaced. */
    public Unusable(String code, String found) {
      this(code, found, "");
    }

    static Unusable empty() {
      return new Unusable(ViolationCodes.IMAGE_EMPTY, "0 bytes");
    }

    static Unusable unsupported(String found) {
      return noImage(found, "");
    }

    /** Returns the result for content that no reader reads as an image. */
    static Unusable noImage(String found, String remedy) {
      return new Unusable(ViolationCodes.IMAGE_UNSUPPORTED_FORMAT, found, remedy);
    }

    static Unusable truncated(String found) {
      return new Unusable(ViolationCodes.IMAGE_TRUNCATED, found);
    }

    static Unusable corrupt(String found) {
      return new Unusable(ViolationCodes.IMAGE_CORRUPT, found);
    }

    static Unusable noPixels(String found) {
      return new Unusable(ViolationCodes.IMAGE_NO_PIXELS, found);
    }

    /** Returns whether an ImageIO reader might read it. */
    public boolean isConvertible() {
      return code.equals(ViolationCodes.IMAGE_UNSUPPORTED_FORMAT) && remedy.isEmpty();
    }
  }
}
