package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageAdjustment.Change;
import io.github.titanembeddings.model.ImageInfo;
import java.util.EnumSet;
import java.util.Set;

/** Reports what changed when an image was fitted to the limits. */
final class ImageAdjustments {
  private ImageAdjustments() {}

  /**
   * Returns the report of a fitted image.
   *
   * @param originalBytes the size of the image before
   * @param minSide the pixels of the shorter side below which scaling loses detail
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
    changes.removeIf(change -> !isMade(change, fitted, minSide));
    return new ImageAdjustment(original, sent, changes);
  }

  private static boolean isMade(Change change, FittedImage fitted, long minSide) {
    return switch (change) {
      case SCALED -> fitted.scaled();
      case ORIENTED -> fitted.oriented();
      case CONVERTED -> fitted.converted();
      case FLATTENED -> fitted.flattened();
      case DETAIL_LOST -> fitted.scaled() && Math.min(fitted.width(), fitted.height()) < minSide;
    };
  }
}
