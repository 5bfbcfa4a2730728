package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks an image by its size and header. */
public final class ImageCheck {
  private static final String SHRINK = "make the image smaller";

  private final Limits limits;

  public ImageCheck(Limits limits) {
    this.limits = limits;
  }

  public void checkBytes(String path, long bytes, Consumer<Violation> violations) {
    Findings found = new Findings(path, limits, violations);
    if (bytes > limits.get(Limit.TRAINING_IMAGE_BYTES)) {
      String actual = String.format(Locale.ROOT, "%,d bytes", bytes);
      found.error(ViolationCodes.IMAGE_TOO_LARGE, actual, Limit.TRAINING_IMAGE_BYTES, SHRINK);
    } else if (bytes > limits.get(Limit.TRAINING_IMAGE_BYTES_STRICT)) {
      String actual = String.format(Locale.ROOT, "%,d bytes", bytes);
      String limit = found.describeWithSource(Limit.TRAINING_IMAGE_BYTES_STRICT);
      found.warning(ViolationCodes.IMAGE_LARGE, actual, limit, SHRINK + " to be safe");
    }
  }

  public void checkHeader(String path, ImageHeader header, Consumer<Violation> violations) {
    Findings found = new Findings(path, limits, violations);
    checkShape(header, found);
    checkKind(header, found);
  }

  private void checkShape(ImageHeader header, Findings found) {
    long width = header.width();
    long height = header.height();
    String size = width + " x " + height + " pixels";
    if (Math.min(width, height) < limits.get(Limit.TRAINING_IMAGE_SIDE_MIN)) {
      found.error(
          ViolationCodes.IMAGE_SIDE_TOO_SMALL,
          size,
          limits.describe(Limit.TRAINING_IMAGE_SIDE_MIN) + " on each side",
          "use a larger image; another AWS page names 128 pixels, which is allowed only by setting"
              + " TRAINING_IMAGE_SIDE_MIN in Limits");
    }
    if (Math.max(width, height) > limits.get(Limit.TRAINING_IMAGE_SIDE)) {
      String limit = limits.describe(Limit.TRAINING_IMAGE_SIDE) + " on each side";
      found.error(ViolationCodes.IMAGE_SIDE_TOO_LARGE, size, limit, SHRINK);
    }
    long aspect = Math.min(limits.get(Limit.TRAINING_IMAGE_ASPECT), Integer.MAX_VALUE);
    if (aspect * width < height || width > aspect * height) {
      String ratio = String.format(Locale.ROOT, ", width / height %.3f", (double) width / height);
      String limit = "width / height within 1 / " + aspect + " and " + aspect;
      found.error(ViolationCodes.IMAGE_ASPECT, size + ratio, limit, "crop or pad the image");
    }
    if (width * height > limits.get(Limit.TRAINING_IMAGE_PIXELS)) {
      String actual = String.format(Locale.ROOT, "%s, %,d pixels", size, width * height);
      found.error(
          ViolationCodes.IMAGE_TOO_MANY_PIXELS, actual, Limit.TRAINING_IMAGE_PIXELS, SHRINK);
    }
  }

  private static void checkKind(ImageHeader header, Findings found) {
    if (header.orientation() != 1) {
      found.warning(
          ViolationCodes.IMAGE_ROTATED,
          "the EXIF orientation " + header.orientation(),
          "rotate the pixels: the service may ignore the orientation");
    }
    if (header.formatName().equals("JPEG") && header.components() == 4) {
      found.warning(ViolationCodes.IMAGE_CMYK, "four color components (CMYK)", "convert it to RGB");
    }
    if (header.animated()) {
      found.warning(
          ViolationCodes.IMAGE_ANIMATED,
          "an animation",
          "keep one frame: the service uses at most one");
    }
  }
}
