package io.github.titanembeddings.evaluation.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.Score;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricScoresTest {
  @Test
  void computesMetricsFromRanks() {
    int[] ranks = {1, 2, 5, 6, 10, 11, 0, 1};

    assertThat(MetricScores.value(Metric.RECALL_AT_1, ranks)).isEqualTo(2 / 8.0);
    assertThat(MetricScores.value(Metric.RECALL_AT_5, ranks)).isEqualTo(4 / 8.0);
    assertThat(MetricScores.value(Metric.RECALL_AT_10, ranks)).isEqualTo(6 / 8.0);
    assertThat(MetricScores.value(Metric.MRR, ranks))
        .isEqualTo((1 + 0.5 + 0.2 + 1 / 6.0 + 0.1 + 1 / 11.0 + 0 + 1) / 8, within(1e-12));
    assertThat(MetricScores.value(Metric.MEDIAN_RANK, ranks)).isEqualTo(5.5);
    assertThat(MetricScores.value(Metric.MEDIAN_RANK, new int[] {3, 1, 0})).isEqualTo(3);
    assertThat(MetricScores.value(Metric.MEDIAN_RANK, new int[] {3, 0, 0})).isInfinite();
  }

  @Test
  void matchesTheIntervalOfTheBinomialDistribution() {
    int[] ranks = new int[400];
    Arrays.fill(ranks, 50);
    Arrays.fill(ranks, 0, 100, 1);
    Score score =
        new MetricScores(2_000, 3)
            .score(
                400,
                places -> MetricScores.value(Metric.RECALL_AT_1, MetricScores.at(ranks, places)));

    double deviation = Math.sqrt(0.25 * 0.75 / 400);
    assertThat(score.value()).isEqualTo(0.25);
    assertThat(score.low()).isEqualTo(0.25 - 1.96 * deviation, within(0.008));
    assertThat(score.high()).isEqualTo(0.25 + 1.96 * deviation, within(0.008));
    assertThat(score.toString()).startsWith("0.250 [0.2").endsWith("]");
  }

  @Test
  void sameSeedGivesSameInterval() {
    int[] ranks = new Random(1).ints(50, 1, 20).toArray();
    MetricScores bootstrap = new MetricScores(100, 8);

    assertThat(
            bootstrap.score(
                50, places -> MetricScores.value(Metric.MRR, MetricScores.at(ranks, places))))
        .isEqualTo(
            bootstrap.score(
                50, places -> MetricScores.value(Metric.MRR, MetricScores.at(ranks, places))));
  }
}
