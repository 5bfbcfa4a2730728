package io.github.titanembeddings.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How {@link ImageFit#DOWNSCALE} changed an image before it was sent. Immutable and thread-safe.
 *
 * @param original the original image
 * @param sent the image that was sent
 * @param changes the changes in the order of {@link Change}; empty if the image was only re-encoded
 */
public record ImageAdjustment(ImageInfo original, ImageInfo sent, Set<Change> changes) {
  /** A kind of change. */
  public enum Change {
    /** The image has fewer pixels. */
    SCALED,
    /** The image was rotated or mirrored by its Exif orientation. */
    ORIENTED,
    /** The image was converted to another format. */
    CONVERTED,
    /** Transparent parts were painted on white. */
    FLATTENED,
    /**
     * The shorter side has fewer pixels than {@link
     * io.github.titanembeddings.validation.Limit#DOWNSCALED_SIDE_MIN}, so detail is lost. Crop such
     * an image, or embed parts of it.
     */
    DETAIL_LOST
  }

  /** Copies the changes. */
  public ImageAdjustment {
    Objects.requireNonNull(original, "original");
    Objects.requireNonNull(sent, "sent");
    EnumSet<Change> copy = EnumSet.noneOf(Change.class);
    copy.addAll(changes);
    changes = Collections.unmodifiableSet(copy);
  }
}
