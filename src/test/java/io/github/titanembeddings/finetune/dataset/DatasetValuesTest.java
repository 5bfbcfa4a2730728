package io.github.titanembeddings.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
    return SmallDataset.validator(SmallDataset.line(key, "a"), SmallDataset.line(key, "b"))
        .build()
        .validate();
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
  @SuppressWarnings("NullAway") // null on purpose
  void recordsRejectNull() {
    Histogram none = new Histogram("pixels", List.of(), List.of(), 0, 0, 0);
    SortedMap<String, Long> empty = new TreeMap<>();

    assertThatNullPointerException()
        .isThrownBy(() -> new DatasetProgress(0, 0, 0, null, empty))
        .withMessage("elapsed");
    assertThatNullPointerException()
        .isThrownBy(() -> new SkippedFile(null, List.of()))
        .withMessage("file");
    assertThatNullPointerException()
        .isThrownBy(() -> new Histogram(null, List.of(), List.of(), 0, 0, 0))
        .withMessage("unit");
    assertThatNullPointerException()
        .isThrownBy(() -> new DatasetStatistics(0, 0, 0, 0, 0, none, none, null, none, none, empty))
        .withMessage("imageWidths");
    assertThatNullPointerException()
        .isThrownBy(
            () -> new RepairResult(Path.of("a"), null, Path.of("b"), Map.of(), 0, 0, 0, GOOD, null))
        .withMessage("report");
  }

  @Test
  void reportsOfTheSameDatasetAreEqual() {
    assertThat(report("a.png")).isEqualTo(GOOD).hasSameHashCodeAs(GOOD).isNotEqualTo(OTHER);
  }
}
