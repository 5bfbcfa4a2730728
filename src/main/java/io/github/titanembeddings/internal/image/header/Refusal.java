package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.internal.image.header.HeaderStep.Unusable;

/** The reasons why an image can't be used, each with its code. */
public final class Refusal {
  public static final String TOO_MANY_PIXELS = "image.too-many-pixels";
  public static final String TOO_LARGE = "image.too-large";
  public static final String UNREADABLE = "image.unreadable";
  static final String UNSUPPORTED_FORMAT = "image.unsupported-format";

  private Refusal() {}

  static Unusable empty() {
    return new Unusable("image.empty", "0 bytes");
  }

  static Unusable unsupportedFormat(String found) {
    return new Unusable(UNSUPPORTED_FORMAT, found);
  }

  /** Content that no reader reads as an image. */
  static Unusable noImage(String found, String remedy) {
    return new Unusable(UNSUPPORTED_FORMAT, found, remedy);
  }

  static Unusable truncated(String found) {
    return new Unusable("image.truncated", found);
  }

  static Unusable corrupt(String found) {
    return new Unusable("image.corrupt", found);
  }

  static Unusable noPixels(String found) {
    return new Unusable("image.no-pixels", found);
  }
}
