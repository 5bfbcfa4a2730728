package io.github.titanembeddings.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Equality of values. */
class DatasetValuesTest {
  private static final DatasetReport GOOD = report("a.png");
  private static final DatasetReport OTHER = report("b c");

  private static DatasetReport report(String key) {
    return MadeSet.validator(MadeSet.line(key, "a"), MadeSet.line(key, "b")).build().validate();
  }

  static Stream<Class<?>> values() {
    return Stream.of(
        PublishedDataset.class,
        DatasetProgress.class,
        DatasetStatistics.class,
        DatasetViolation.class,
        Histogram.class,
        RepairResult.class,
        SkippedFile.class,
        TrainingExample.class);
  }

  @ParameterizedTest
  @MethodSource("values")
  void equalsIsConsistentWithHashCode(Class<?> value) {
    EqualsVerifier.forClass(value)
        .suppress(Warning.NULL_FIELDS)
        .withPrefabValues(DatasetReport.class, GOOD, OTHER)
        .verify();
  }

  @Test
  void reportsOfTheSameDatasetAreEqual() {
    assertThat(report("a.png")).isEqualTo(GOOD).hasSameHashCodeAs(GOOD).isNotEqualTo(OTHER);
  }
}
