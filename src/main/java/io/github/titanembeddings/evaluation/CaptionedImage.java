package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.ImageInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image with a caption that is right for it. The key tells images apart: pairs with equal keys
 * are about the same image, such as the {@code image-ref} of a manifest. Immutable and safe to
 * share between threads.
 */
public final class CaptionedImage {
  private final String key;
  private final ImageInput image;
  private final String caption;

  private CaptionedImage(String key, ImageInput image, String caption) {
    this.key = Objects.requireNonNull(key, "key");
    this.image = Objects.requireNonNull(image, "image");
    this.caption = Objects.requireNonNull(caption, "caption");
  }

  /** A pair; the image should be one that can be read more than once, so no stream. */
  public static CaptionedImage of(String key, ImageInput image, String caption) {
    return new CaptionedImage(key, image, caption);
  }

  /** What tells the image from others. */
  public String key() {
    return key;
  }

  /** The image. */
  public ImageInput image() {
    return image;
  }

  /** What the image shows. */
  public String caption() {
    return caption;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CaptionedImage that
        && key.equals(that.key)
        && image.equals(that.image)
        && caption.equals(that.caption);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, image, caption);
  }

  @Override
  public String toString() {
    return Abbreviate.beginning(key, 40) + ": " + Abbreviate.beginning(caption, 40);
  }
}
