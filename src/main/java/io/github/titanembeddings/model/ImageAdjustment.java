package io.github.titanembeddings.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ImageFit#DOWNSCALE} changed in an image before it was sent. Immutable and safe to
 * share between threads.
 */
public final class ImageAdjustment {
  /** One kind of change. */
  public enum Change {
    /** It was made smaller. */
    SCALED,
    /** It was turned or mirrored as its EXIF orientation says. */
    ORIENTED,
    /** It was written in another format. */
    CONVERTED,
    /** Its transparent parts were laid on white. */
    FLATTENED,
    /**
     * It became so narrow that detail is lost: its shorter side has fewer pixels than {@link
     * io.github.titanembeddings.validation.Limit#DOWNSCALED_SIDE_MIN}. Crop such an image, or embed
     * parts of it.
     */
    DETAIL_LOST
  }

  private final ImageInfo original;
  private final ImageInfo sent;
  private final Set<Change> changes;

  private ImageAdjustment(ImageInfo original, ImageInfo sent, Set<Change> changes) {
    this.original = Objects.requireNonNull(original, "original");
    this.sent = Objects.requireNonNull(sent, "sent");
    EnumSet<Change> copy = EnumSet.noneOf(Change.class);
    copy.addAll(changes);
    this.changes = Collections.unmodifiableSet(copy);
  }

  /** An adjustment that made one image of another. */
  public static ImageAdjustment of(ImageInfo original, ImageInfo sent, Set<Change> changes) {
    return new ImageAdjustment(original, sent, changes);
  }

  /** The image that was given. */
  public ImageInfo original() {
    return original;
  }

  /** The image that was sent. */
  public ImageInfo sent() {
    return sent;
  }

  /** What was done, in the order of {@link Change}; empty if it was only written anew. */
  public Set<Change> changes() {
    return changes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageAdjustment that
        && original.equals(that.original)
        && sent.equals(that.sent)
        && changes.equals(that.changes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(original, sent, changes);
  }

  @Override
  public String toString() {
    return "ImageAdjustment[" + original + " to " + sent + ": " + changes + "]";
  }
}
