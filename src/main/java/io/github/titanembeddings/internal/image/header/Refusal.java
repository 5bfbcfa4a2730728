package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.internal.image.header.HeaderStep.Unusable;
import io.github.titanembeddings.validation.ViolationCodes;

/** The reasons why an image can't be used, each with its code. */
public final class Refusal {
  private Refusal() {}

  static Unusable empty() {
    return new Unusable(ViolationCodes.IMAGE_EMPTY, "0 bytes");
  }

  static Unusable unsupportedFormat(String found) {
    return new Unusable(ViolationCodes.IMAGE_UNSUPPORTED_FORMAT, found);
  }

  /** Content that no reader reads as an image. */
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
}
