package io.github.titanembeddings.finetune.dataset;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link DatasetRepair}. Immutable.
 *
 * @param training the repaired training manifest, {@code train.jsonl}
 * @param validation the repaired validation manifest, {@code validation.jsonl}; null if the dataset
 *     has none
 * @param dropped the list of dropped lines, {@code dropped.jsonl}: one JSON object per line with
 *     {@code manifest}, {@code line} and {@code problems}, each with {@code code} and {@code
 *     message}
 * @param droppedLines the number of dropped lines by manifest; manifests without any are absent
 * @param repairedImages the number of new images
 * @param repairedCaptions the number of lines with a new caption
 * @param movedLines the number of lines moved from the validation to the training manifest
 * @param before the report on the original dataset
 * @param report the report on the repaired dataset; it contains {@code records.too-few} if too few
 *     lines are left
 */
public record RepairResult(
    Path training,
    @Nullable Path validation,
    Path dropped,
    Map<DatasetRole, Long> droppedLines,
    long repairedImages,
    long repairedCaptions,
    long movedLines,
    DatasetReport before,
    DatasetReport report) {
  public RepairResult {
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(dropped, "dropped");
    droppedLines = Collections.unmodifiableMap(new TreeMap<>(droppedLines));
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(report, "report");
  }

  /** Returns the number of dropped lines of a manifest; blank lines are not counted. */
  public long droppedLines(DatasetRole role) {
    return droppedLines.getOrDefault(Objects.requireNonNull(role, "role"), 0L);
  }

  @Override
  public String toString() {
    return "RepairResult[dropped "
        + droppedLines
        + ", new images "
        + repairedImages
        + ", new captions "
        + repairedCaptions
        + ", moved "
        + movedLines
        + "]";
  }
}
