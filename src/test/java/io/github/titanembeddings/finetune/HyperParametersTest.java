package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges and text forms of hyperparameters. */
class HyperParametersTest {
  @Test
  void mapsEachValueToText() {
    assertThat(HyperParameters.defaults().asMap())
        .containsExactly(
            entry("epochCount", "auto"),
            entry("batchSize", "576"),
            entry("learningRate", "0.00005"));
    assertThat(
            HyperParameters.builder()
                .learningRate(1)
                .batchSize(9216)
                .epochCount(100)
                .build()
                .asMap())
        .containsExactly(
            entry("epochCount", "100"), entry("batchSize", "9216"), entry("learningRate", "1"));
  }

  @ParameterizedTest
  @CsvSource({"5.0E-8, 256, 1", "1.0, 9216, 100", "1.2345678901234567E-5, 300, 7"})
  void acceptsBothEndsOfEachRange(double learningRate, int batchSize, int epochCount) {
    HyperParameters values =
        HyperParameters.builder()
            .learningRate(learningRate)
            .batchSize(batchSize)
            .epochCount(epochCount)
            .build();

    assertThat(values.learningRate()).isEqualTo(learningRate);
    assertThat(values.batchSize()).isEqualTo(batchSize);
    assertThat(values.epochCount()).isEqualTo(epochCount);
    assertThat(values.asMap().get("learningRate")).doesNotContain("E").doesNotContain(",");
  }

  @Test
  void reportsEveryValueBeyondItsRange() {
    assertThat(
            paths(
                HyperParameters.builder()
                    .learningRate(Math.nextDown(5.00E-08))
                    .batchSize(255)
                    .epochCount(0)))
        .containsExactly(
            "hyperParameters.epochCount",
            "hyperParameters.batchSize",
            "hyperParameters.learningRate");
    assertThat(
            paths(
                HyperParameters.builder()
                    .learningRate(Math.nextUp(1.0))
                    .batchSize(9217)
                    .epochCount(101)))
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -1})
  void rejectsInvalidLearningRates(double learningRate) {
    assertThat(paths(HyperParameters.builder().learningRate(learningRate)))
        .containsExactly("hyperParameters.learningRate");
  }

  @Test
  void keepsAllDigits() {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      double rate = Math.pow(10, -7.3 * random.nextDouble());
      String text =
          HyperParameters.builder().learningRate(rate).build().asMap().get("learningRate");

      assertThat(text).matches("[0-9]+(\\.[0-9]+)?");
      assertThat(Double.parseDouble(text)).isEqualTo(rate);
    }
  }

  private static List<String> paths(HyperParameters.Builder builder) {
    return Failures.violations(builder::build).stream().map(Violation::path).toList();
  }
}
