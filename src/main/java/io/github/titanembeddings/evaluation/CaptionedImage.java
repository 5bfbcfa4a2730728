package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.ImageInput;
import java.util.Objects;

/**
 * An image with a matching caption. Immutable.
 *
 * <pre>{@code
 * ImageInput image = ImageInput.of(Path.of("1.jpg"));
 * RetrievalEvaluation.builder().pair(new CaptionedImage("1.jpg", image, "a red shoe")).build();
 * }</pre>
 *
 * @param key the identifier of the image, such as the {@code image-ref} of a manifest; pairs with
 *     equal keys refer to the same image
 * @param image an image that can be read repeatedly, so not a stream
 * @param caption a description of the image
 */
public record CaptionedImage(String key, ImageInput image, String caption) {
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
