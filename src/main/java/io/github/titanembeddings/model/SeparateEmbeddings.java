package io.github.titanembeddings.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The three vectors of an item that has a text and an image: of the image, of the text, and of both
 * together as the service makes it. Immutable and safe to share between threads.
 */
public final class SeparateEmbeddings {
  private final EmbeddingResponse image;
  private final EmbeddingResponse text;
  private final EmbeddingResponse joint;

  private SeparateEmbeddings(
      EmbeddingResponse image, EmbeddingResponse text, EmbeddingResponse joint) {
    this.image = Objects.requireNonNull(image, "image");
    this.text = Objects.requireNonNull(text, "text");
    this.joint = Objects.requireNonNull(joint, "joint");
  }

  /** The three responses of one item. */
  public static SeparateEmbeddings of(
      EmbeddingResponse image, EmbeddingResponse text, EmbeddingResponse joint) {
    return new SeparateEmbeddings(image, text, joint);
  }

  /** The vector of the image alone. */
  public EmbeddingResponse image() {
    return image;
  }

  /** The vector of the text alone. */
  public EmbeddingResponse text() {
    return text;
  }

  /** The vector of both together, made by the service and not here. */
  public EmbeddingResponse joint() {
    return joint;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeparateEmbeddings that
        && image.equals(that.image)
        && text.equals(that.text)
        && joint.equals(that.joint);
  }

  @Override
  public int hashCode() {
    return Objects.hash(image, text, joint);
  }

  @Override
  public String toString() {
    return "SeparateEmbeddings[image " + image + ", text " + text + ", joint " + joint + "]";
  }
}
