package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.ImageInput;
import java.util.Objects;

/**
 * An image with a matching caption. Immutable.
 *
 * @param key identifies the image: pairs with equal keys are about the same image. The {@code
 *     image-ref} of a manifest, for example
 * @param image an image that can be read repeatedly, so not a stream
 * @param caption a description of the image
 */
public record CaptionedImage(String key, ImageInput image, String caption) {
  /** Creates a pair. */
  public CaptionedImage {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(caption, "caption");
  }

  @Override
  public String toString() {
    return Abbreviate.beginning(key, 40) + ": " + Abbreviate.beginning(caption, 40);
  }
}
