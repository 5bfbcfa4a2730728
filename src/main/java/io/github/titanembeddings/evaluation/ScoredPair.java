package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Locale;
import java.util.Objects;

/**
 * A caption and an image of a manifest, and how well they agree. Immutable.
 *
 * @param line the line number, starting at 1
 * @param imageRef the {@code image-ref}
 * @param caption the caption
 * @param cosine the cosine of their vectors
 */
public record ScoredPair(long line, String imageRef, String caption, double cosine) {
  /** Requires all values. */
  public ScoredPair {
    Objects.requireNonNull(imageRef, "imageRef");
    Objects.requireNonNull(caption, "caption");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "line %,d: %.3f %s \"%s\"",
        line,
        cosine,
        Abbreviate.withoutSecrets(imageRef),
        Abbreviate.beginning(caption, 40));
  }
}
