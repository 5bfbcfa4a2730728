package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageAdjustment.Change;
import io.github.titanembeddings.model.ImageInfo;
import java.util.EnumSet;
import java.util.Set;

/** Creates {@link ImageAdjustment}s, which report how an image was fitted to the limits. */
final class ImageAdjustments {
  private ImageAdjustments() {}

  /**
   * Returns the adjustment from an original image to a fitted one.
   *
   * @param originalBytes the size of the original image in bytes
   * @param minSide the shorter side, in pixels, below which a scaled image loses detail
   */
  static ImageAdjustment of(long originalBytes, FittedImage fitted, long minSide) {
    ImageInfo original =
        new ImageInfo(
            fitted.originalFormatName(),
            fitted.originalWidth(),
            fitted.originalHeight(),
            originalBytes);
    ImageInfo sent =
        new ImageInfo(fitted.formatName(), fitted.width(), fitted.height(), fitted.bytes().length);
    Set<Change> changes = EnumSet.allOf(Change.class);
    changes.removeIf(change -> !applies(change, fitted, minSide));
    return new ImageAdjustment(original, sent, changes);
  }

  private static boolean applies(Change change, FittedImage fitted, long minSide) {
    return switch (change) {
      case SCALED -> fitted.scaled();
      case ORIENTED -> fitted.oriented();
      case CONVERTED -> fitted.converted();
      case FLATTENED -> fitted.flattened();
      case DETAIL_LOST -> fitted.scaled() && Math.min(fitted.width(), fitted.height()) < minSide;
    };
  }
}
