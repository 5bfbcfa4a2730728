package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;

/**
 * A query and its result: a caption matched with images, or an image, given by its key, matched
 * with captions. Immutable.
 *
 * @param query the caption, or the key of the image
 * @param expected one of the correct answers
 * @param found the answer in first place; empty if the query or all answers failed
 * @param rank the rank of the first correct answer, starting at 1; 0 if the query or all of its
 *     correct answers failed, or a {@link VectorIndex} did not find one
 */
public record RankedQuery(String query, String expected, String found, int rank) {
  public RankedQuery {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(found, "found");
  }

  @Override
  public String toString() {
    return (rank == 0 ? "not found" : "rank " + rank)
        + ": "
        + Abbreviate.beginning(query, 40)
        + " -> "
        + Abbreviate.beginning(found, 40);
  }
}
