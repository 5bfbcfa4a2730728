package io.github.titanembeddings.model;

import java.util.Objects;

/**
 * The three embeddings of an item that has a text and an image. Immutable and thread-safe.
 *
 * <pre>{@code
 * SeparateEmbeddings parts = titan.embedSeparately(request);
 * double agreement = parts.text().embedding().cosine(parts.image().embedding());
 * }</pre>
 *
 * @param image the response for the image alone
 * @param text the response for the text alone
 * @param joint the response for both together; the service computes this vector
 */
public record SeparateEmbeddings(
    EmbeddingResponse image, EmbeddingResponse text, EmbeddingResponse joint) {
  /** Requires all three responses. */
  public SeparateEmbeddings {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(joint, "joint");
  }
}
