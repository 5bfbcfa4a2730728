package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.Score;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Computes metrics and their 95 % intervals by resampling the queries with replacement. */
public record MetricScores(int samples, long seed) {
  private static final double TAIL = 0.025;

  Map<Metric, Score> scores(List<RankedQuery> queries) {
    int[] ranks = ranks(queries);
    Map<Metric, Score> scores = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      scores.put(metric, score(ranks.length, sample -> value(metric, at(ranks, sample))));
    }
    return scores;
  }

  /** Returns the change of a metric between two results of the same queries. */
  public Score change(Metric metric, List<RankedQuery> before, List<RankedQuery> after) {
    int[] first = ranks(before);
    int[] second = ranks(after);
    return score(
        first.length,
        sample -> {
          double earlier = value(metric, at(first, sample));
          double later = value(metric, at(second, sample));
          return earlier == later ? 0 : later - earlier; // the difference of infinities is NaN
        });
  }

  private static int[] ranks(List<RankedQuery> queries) {
    return queries.stream().mapToInt(RankedQuery::rank).toArray();
  }

  /** Returns a figure over all queries and its interval; a sample contains indexes of queries. */
  Score score(int queries, ToDoubleFunction<int[]> figure) {
    Random random = new Random(seed);
    double[] values =
        IntStream.range(0, samples)
            .mapToDouble(i -> figure.applyAsDouble(random.ints(queries, 0, queries).toArray()))
            .sorted()
            .toArray();
    int tail = (int) (samples * TAIL);
    int[] all = IntStream.range(0, queries).toArray();
    return new Score(figure.applyAsDouble(all), values[tail], values[samples - 1 - tail]);
  }

  static int[] at(int[] ranks, int[] sample) {
    return IntStream.of(sample).map(index -> ranks[index]).toArray();
  }

  /** Returns the value of a metric; rank 0 means that no correct answer was found. */
  static double value(Metric metric, int[] ranks) {
    return switch (metric) {
      case RECALL_AT_1 -> recall(ranks, 1);
      case RECALL_AT_5 -> recall(ranks, 5);
      case RECALL_AT_10 -> recall(ranks, 10);
      case MRR -> meanReciprocal(ranks);
      case MEDIAN_RANK -> median(ranks);
    };
  }

  private static double recall(int[] ranks, int first) {
    return (double) IntStream.of(ranks).filter(rank -> rank >= 1 && rank <= first).count()
        / ranks.length;
  }

  private static double meanReciprocal(int[] ranks) {
    return IntStream.of(ranks).mapToDouble(rank -> rank == 0 ? 0 : 1.0 / rank).average().orElse(0);
  }

  private static double median(int[] ranks) {
    double[] sorted = new double[ranks.length];
    Arrays.setAll(sorted, i -> ranks[i] == 0 ? Double.POSITIVE_INFINITY : ranks[i]);
    Arrays.sort(sorted);
    double upper = sorted[sorted.length / 2];
    return sorted.length % 2 == 1 ? upper : (sorted[sorted.length / 2 - 1] + upper) / 2;
  }
}
