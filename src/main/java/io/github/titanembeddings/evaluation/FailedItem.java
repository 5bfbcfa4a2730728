package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;

/**
 * An image or a caption that could not be embedded. As a query it counts as one that found nothing.
 * Immutable.
 *
 * @param isImage true for an image, false for a caption
 * @param item the key of the image, or the caption
 * @param failure the exception that embedding it threw
 */
public record FailedItem(boolean isImage, String item, Throwable failure) {
  /** Creates a failed item. */
  public FailedItem {
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(failure, "failure");
  }

  @Override
  public String toString() {
    return (isImage ? "image " : "caption ")
        + Abbreviate.beginning(item, 40)
        + ": "
        + failure.getMessage();
  }
}
