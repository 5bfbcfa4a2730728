package io.github.titanembeddings.evaluation;

import java.util.Arrays;

/** A figure over the ranks of queries' best answers; the rank 0 means that there was none. */
public enum Metric {
  /** The share of queries with a right answer in first place. */
  RECALL_AT_1("recall@1") {
    @Override
    double of(int[] ranks) {
      return recall(ranks, 1);
    }
  },
  /** The share of queries with a right answer among the first five. */
  RECALL_AT_5("recall@5") {
    @Override
    double of(int[] ranks) {
      return recall(ranks, 5);
    }
  },
  /** The share of queries with a right answer among the first ten. */
  RECALL_AT_10("recall@10") {
    @Override
    double of(int[] ranks) {
      return recall(ranks, 10);
    }
  },
  /** The mean of 1 / rank of the first right answer; none counts as 0. */
  MRR("MRR") {
    @Override
    double of(int[] ranks) {
      double sum = 0;
      for (int rank : ranks) {
        sum += rank == 0 ? 0 : 1.0 / rank;
      }
      return sum / ranks.length;
    }
  },
  /** The median rank of the first right answer, infinite if most queries have none. */
  MEDIAN_RANK("median rank") {
    @Override
    double of(int[] ranks) {
      int[] sorted =
          Arrays.stream(ranks).map(r -> r == 0 ? Integer.MAX_VALUE : r).sorted().toArray();
      double upper = rank(sorted[sorted.length / 2]);
      return sorted.length % 2 == 1 ? upper : (rank(sorted[sorted.length / 2 - 1]) + upper) / 2;
    }
  };

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** Its name in reports, as in {@code recall@1}. */
  public String label() {
    return label;
  }

  abstract double of(int[] ranks);

  private static double rank(int sortable) {
    return sortable == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : sortable;
  }

  private static double recall(int[] ranks, int first) {
    int found = 0;
    for (int rank : ranks) {
      if (rank >= 1 && rank <= first) {
        found++;
      }
    }
    return (double) found / ranks.length;
  }
}
