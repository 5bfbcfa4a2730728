package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.validation.ViolationCodes;

/** What {@link ImageHeaderParser} knows after a window of an image's bytes. */
public sealed interface HeaderStep {
  /** The header is known. */
  record Known(ImageHeader header) implements HeaderStep {}

  /** Bytes from this position on are needed; it lies behind the start of the window. */
  record ReadFrom(long position) implements HeaderStep {}

  /**
   * The image can't be used.
   *
   * @param code the code of the violation
   * @param found what was found, for people: {@code a GIF file}
   * @param remedy what to do about content that is no image; empty where converting or replacing
   *     the image is the remedy
   */
  record Unusable(String code, String found, String remedy) implements HeaderStep {
    /** Creates the result for an image that has to be converted or replaced. */
    public Unusable(String code, String found) {
      this(code, found, "");
    }

    /** Returns whether an ImageIO reader might read it. */
    public boolean isConvertible() {
      return code.equals(ViolationCodes.IMAGE_UNSUPPORTED_FORMAT) && remedy.isEmpty();
    }
  }
}
