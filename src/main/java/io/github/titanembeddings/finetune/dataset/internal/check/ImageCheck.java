package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks an image by its header and the size of its file. */
public final class ImageCheck {
  private final Limits limits;

  public ImageCheck(Limits limits) {
    this.limits = limits;
  }

  /** Checks how many bytes there are. */
  public void checkBytes(String place, long bytes, Consumer<Violation> found) {
    if (bytes > limits.get(Limit.TRAINING_IMAGE_BYTES)) {
      found.accept(
          Violation.error(place, ViolationCodes.IMAGE_TOO_LARGE)
              .actual(bytes(bytes))
              .limit(limits.describe(Limit.TRAINING_IMAGE_BYTES))
              .remedy("make the image smaller")
              .build());
    } else if (bytes > limits.get(Limit.TRAINING_IMAGE_BYTES_STRICT)) {
      found.accept(
          Violation.warning(place, ViolationCodes.IMAGE_LARGE)
              .actual(bytes(bytes))
              .limit(
                  limits.describe(Limit.TRAINING_IMAGE_BYTES_STRICT)
                      + " according to "
                      + limits.source(Limit.TRAINING_IMAGE_BYTES_STRICT))
              .remedy("make the image smaller to be safe")
              .build());
    }
  }

  /** Checks the picture. */
  public void checkPicture(String place, ImageHeader header, Consumer<Violation> found) {
    checkSides(place, header, found);
    checkShape(place, header, found);
    checkKind(place, header, found);
  }

  private void checkSides(String place, ImageHeader header, Consumer<Violation> found) {
    int shorter = Math.min(header.width(), header.height());
    int longer = Math.max(header.width(), header.height());
    if (shorter < limits.get(Limit.TRAINING_IMAGE_SIDE_MIN)) {
      found.accept(
          Violation.error(place, ViolationCodes.IMAGE_SIDE_TOO_SMALL)
              .actual(size(header))
              .limit(limits.describe(Limit.TRAINING_IMAGE_SIDE_MIN) + " on each side")
              .remedy(
                  "use a larger image; another page of AWS names 128 pixels, which is reached only"
                      + " by changing TRAINING_IMAGE_SIDE_MIN of Limits")
              .build());
    }
    if (longer > limits.get(Limit.TRAINING_IMAGE_SIDE)) {
      found.accept(
          Violation.error(place, ViolationCodes.IMAGE_SIDE_TOO_LARGE)
              .actual(size(header))
              .limit(limits.describe(Limit.TRAINING_IMAGE_SIDE) + " on each side")
              .remedy("make the image smaller")
              .build());
    }
  }

  private void checkShape(String place, ImageHeader header, Consumer<Violation> found) {
    long width = header.width();
    long height = header.height();
    long most = Math.min(limits.get(Limit.TRAINING_IMAGE_ASPECT), Integer.MAX_VALUE);
    if (most * width < height || width > most * height) {
      found.accept(
          Violation.error(place, ViolationCodes.IMAGE_ASPECT)
              .actual(
                  String.format(
                      Locale.ROOT,
                      "%s, width / height %.3f",
                      size(header),
                      (double) width / height))
              .limit("width / height within 1 / " + most + " and " + most)
              .remedy("crop or pad the image")
              .build());
    }
    if (width * height > limits.get(Limit.TRAINING_IMAGE_PIXELS)) {
      found.accept(
          Violation.error(place, ViolationCodes.IMAGE_TOO_MANY_PIXELS)
              .actual(String.format(Locale.ROOT, "%s, %,d pixels", size(header), width * height))
              .limit(limits.describe(Limit.TRAINING_IMAGE_PIXELS))
              .remedy("make the image smaller")
              .build());
    }
  }

  private static void checkKind(String place, ImageHeader header, Consumer<Violation> found) {
    if (header.orientation() != 1) {
      found.accept(
          warning(
              place,
              ViolationCodes.IMAGE_ROTATED,
              "the EXIF orientation " + header.orientation(),
              "turn the pixels: the service may not heed it"));
    }
    if (header.formatName().equals("JPEG") && header.components() == 4) {
      found.accept(
          warning(place, ViolationCodes.IMAGE_CMYK, "four colours (CMYK)", "convert it to RGB"));
    }
    if (header.animated()) {
      found.accept(
          warning(
              place,
              ViolationCodes.IMAGE_ANIMATED,
              "an animation",
              "keep one picture: one counts at most"));
    }
  }

  private static Violation warning(String place, String code, String actual, String remedy) {
    return Violation.warning(place, code).actual(actual).remedy(remedy).build();
  }

  private static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d bytes", count);
  }

  private static String size(ImageHeader header) {
    return header.width() + " x " + header.height() + " pixels";
  }
}
