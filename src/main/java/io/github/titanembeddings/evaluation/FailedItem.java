package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image or a caption that has no vector, and why. As a query it counts as one that found
 * nothing. Immutable and safe to share between threads.
 */
public final class FailedItem {
  private final boolean image;
  private final String item;
  private final Throwable failure;

  private FailedItem(boolean image, String item, Throwable failure) {
    this.image = image;
    this.item = Objects.requireNonNull(item, "item");
    this.failure = Objects.requireNonNull(failure, "failure");
  }

  /** An image, by its key, or a caption, with what embedding it threw. */
  public static FailedItem of(boolean image, String item, Throwable failure) {
    return new FailedItem(image, item, failure);
  }

  /** Whether it is an image; a caption otherwise. */
  public boolean isImage() {
    return image;
  }

  /** The image's key, or the caption. */
  public String item() {
    return item;
  }

  /** What embedding it threw. */
  public Throwable failure() {
    return failure;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FailedItem that
        && image == that.image
        && item.equals(that.item)
        && failure.equals(that.failure);
  }

  @Override
  public int hashCode() {
    return Objects.hash(image, item, failure);
  }

  @Override
  public String toString() {
    return (image ? "image " : "caption ")
        + Abbreviate.beginning(item, 40)
        + ": "
        + failure.getMessage();
  }
}
