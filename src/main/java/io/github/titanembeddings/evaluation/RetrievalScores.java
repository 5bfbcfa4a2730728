package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.evaluation.internal.Bootstrap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How well the queries of one direction found their answers. Immutable and safe to share between
 * threads.
 */
public final class RetrievalScores {
  private final List<RankedQuery> queries;
  private final int candidates;
  private final Map<Metric, Score> scores = new EnumMap<>(Metric.class);

  public RetrievalScores(List<RankedQuery> queries, int candidates, Bootstrap bootstrap) {
    this.queries = List.copyOf(queries);
    this.candidates = candidates;
    int[] ranks = ranks();
    for (Metric metric : Metric.values()) {
      scores.put(
          metric, bootstrap.score(ranks.length, places -> metric.of(Bootstrap.at(ranks, places))));
    }
  }

  int[] ranks() {
    return queries.stream().mapToInt(RankedQuery::rank).toArray();
  }

  /** A figure with its interval. */
  public Score get(Metric metric) {
    return Objects.requireNonNull(scores.get(metric));
  }

  /** All queries, in the order of the pairs. */
  public List<RankedQuery> queries() {
    return queries;
  }

  /** The number of candidates that each query was compared with, failed ones not counted. */
  public int candidates() {
    return candidates;
  }

  /**
   * Returns the queries with the worst ranks, failed ones first.
   *
   * @param most the maximum number of queries
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public List<RankedQuery> worst(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most must be 0 or more queries, not " + most);
    }
    List<RankedQuery> sorted = new ArrayList<>(queries);
    sorted.sort(
        Comparator.comparingInt((RankedQuery q) -> q.rank() == 0 ? Integer.MIN_VALUE : -q.rank()));
    return List.copyOf(sorted.subList(0, Math.min(most, sorted.size())));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RetrievalScores that
        && queries.equals(that.queries)
        && candidates == that.candidates
        && scores.equals(that.scores);
  }

  @Override
  public int hashCode() {
    return Objects.hash(queries, candidates, scores);
  }

  @Override
  public String toString() {
    return "RetrievalScores[" + queries.size() + " queries, " + scores + "]";
  }
}
