package io.github.titanembeddings.evaluation;

import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The results of one direction, text to image or image to text. Immutable.
 *
 * @param queries all queries, in the order of the pairs
 * @param candidates the number of candidates per query, without failed ones
 * @param scores the score of each metric
 */
public record RetrievalScores(
    List<RankedQuery> queries, int candidates, Map<Metric, Score> scores) {
  public RetrievalScores {
    queries = List.copyOf(queries);
    Map<Metric, Score> copy = new EnumMap<>(Metric.class);
    copy.putAll(Map.copyOf(scores)); // rejects null
    scores = Collections.unmodifiableMap(copy);
  }

  /** Returns the score of a metric. */
  public Score get(Metric metric) {
    return Objects.requireNonNull(scores.get(metric));
  }

  /**
   * Returns the queries with the worst ranks, failed ones first.
   *
   * @param most the maximum number of queries
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public List<RankedQuery> worst(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most must be at least 0 queries, was " + most);
    }
    return queries.stream()
        .sorted(Comparator.comparingInt(q -> q.rank() == 0 ? Integer.MIN_VALUE : -q.rank()))
        .limit(most)
        .toList();
  }

  void appendTitle(Formatter text, String direction) {
    text.format("%s, %,d queries among %,d\n", direction, queries.size(), candidates);
  }

  @Override
  public String toString() {
    return "RetrievalScores[" + queries.size() + " queries, " + scores + "]";
  }
}
