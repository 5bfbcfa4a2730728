package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.image.header.ImageHeader;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks an image by its size and header. */
public final class ImageCheck {
  private final Limits limits;

  public ImageCheck(Limits limits) {
    this.limits = limits;
  }

  public void checkBytes(String path, long bytes, Consumer<Violation> found) {
    if (bytes > limits.get(Limit.TRAINING_IMAGE_BYTES)) {
      found.accept(
          Violation.error(path, ViolationCodes.IMAGE_TOO_LARGE)
              .actual(bytes(bytes))
              .limit(limits.describe(Limit.TRAINING_IMAGE_BYTES))
              .remedy("make the image smaller")
              .build());
    } else if (bytes > limits.get(Limit.TRAINING_IMAGE_BYTES_STRICT)) {
      found.accept(
          Violation.warning(path, ViolationCodes.IMAGE_LARGE)
              .actual(bytes(bytes))
              .limit(
                  limits.describe(Limit.TRAINING_IMAGE_BYTES_STRICT)
                      + " according to "
                      + limits.source(Limit.TRAINING_IMAGE_BYTES_STRICT))
              .remedy("make the image smaller to be safe")
              .build());
    }
  }

  public void checkHeader(String path, ImageHeader header, Consumer<Violation> found) {
    checkSides(path, header, found);
    checkShape(path, header, found);
    checkKind(path, header, found);
  }

  private void checkSides(String path, ImageHeader header, Consumer<Violation> found) {
    int shorter = Math.min(header.width(), header.height());
    int longer = Math.max(header.width(), header.height());
    if (shorter < limits.get(Limit.TRAINING_IMAGE_SIDE_MIN)) {
      found.accept(
          Violation.error(path, ViolationCodes.IMAGE_SIDE_TOO_SMALL)
              .actual(size(header))
              .limit(limits.describe(Limit.TRAINING_IMAGE_SIDE_MIN) + " on each side")
              .remedy(
                  "use a larger image; another AWS page names 128 pixels, which is allowed only"
                      + " by setting TRAINING_IMAGE_SIDE_MIN in Limits")
              .build());
    }
    if (longer > limits.get(Limit.TRAINING_IMAGE_SIDE)) {
      found.accept(
          Violation.error(path, ViolationCodes.IMAGE_SIDE_TOO_LARGE)
              .actual(size(header))
              .limit(limits.describe(Limit.TRAINING_IMAGE_SIDE) + " on each side")
              .remedy("make the image smaller")
              .build());
    }
  }

  private void checkShape(String path, ImageHeader header, Consumer<Violation> found) {
    long width = header.width();
    long height = header.height();
    long max = Math.min(limits.get(Limit.TRAINING_IMAGE_ASPECT), Integer.MAX_VALUE);
    if (max * width < height || width > max * height) {
      found.accept(
          Violation.error(path, ViolationCodes.IMAGE_ASPECT)
              .actual(
                  String.format(
                      Locale.ROOT,
                      "%s, width / height %.3f",
                      size(header),
                      (double) width / height))
              .limit("width / height within 1 / " + max + " and " + max)
              .remedy("crop or pad the image")
              .build());
    }
    if (width * height > limits.get(Limit.TRAINING_IMAGE_PIXELS)) {
      found.accept(
          Violation.error(path, ViolationCodes.IMAGE_TOO_MANY_PIXELS)
              .actual(String.format(Locale.ROOT, "%s, %,d pixels", size(header), width * height))
              .limit(limits.describe(Limit.TRAINING_IMAGE_PIXELS))
              .remedy("make the image smaller")
              .build());
    }
  }

  private static void checkKind(String path, ImageHeader header, Consumer<Violation> found) {
    if (header.orientation() != 1) {
      found.accept(
          warning(
              path,
              ViolationCodes.IMAGE_ROTATED,
              "the EXIF orientation " + header.orientation(),
              "rotate the pixels: the service may ignore the orientation"));
    }
    if (header.formatName().equals("JPEG") && header.components() == 4) {
      found.accept(
          warning(
              path,
              ViolationCodes.IMAGE_CMYK,
              "four color components (CMYK)",
              "convert it to RGB"));
    }
    if (header.animated()) {
      found.accept(
          warning(
              path,
              ViolationCodes.IMAGE_ANIMATED,
              "an animation",
              "keep one frame: the service uses at most one"));
    }
  }

  private static Violation warning(String path, String code, String actual, String remedy) {
    return Violation.warning(path, code).actual(actual).remedy(remedy).build();
  }

  private static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d bytes", count);
  }

  private static String size(ImageHeader header) {
    return header.width() + " x " + header.height() + " pixels";
  }
}
