package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A query and how it fared: a caption that looked for its images, or an image, by its key, that
 * looked for its captions. Immutable and safe to share between threads.
 */
public final class RankedQuery {
  private final String query;
  private final String expected;
  private final @Nullable String found;
  private final int rank;

  private RankedQuery(String query, String expected, @Nullable String found, int rank) {
    this.query = Objects.requireNonNull(query, "query");
    this.expected = Objects.requireNonNull(expected, "expected");
    this.found = found;
    this.rank = rank;
  }

  public static RankedQuery of(String query, String expected, @Nullable String found, int rank) {
    return new RankedQuery(query, expected, found, rank);
  }

  /** The caption, or the image's key. */
  public String query() {
    return query;
  }

  /** One of the right answers. */
  public String expected() {
    return expected;
  }

  /** What was in first place; empty if the query or all answers failed. */
  public String found() {
    return found == null ? "" : found;
  }

  /** The place of the first right answer, 1 for the best; 0 if the query or the answer failed. */
  public int rank() {
    return rank;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RankedQuery that
        && query.equals(that.query)
        && expected.equals(that.expected)
        && found().equals(that.found())
        && rank == that.rank;
  }

  @Override
  public int hashCode() {
    return Objects.hash(query, expected, found(), rank);
  }

  @Override
  public String toString() {
    return (rank == 0 ? "failed" : "rank " + rank)
        + ": "
        + Abbreviate.beginning(query, 40)
        + " -> "
        + Abbreviate.beginning(found(), 40);
  }
}
