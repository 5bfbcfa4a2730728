package io.github.titanembeddings.finetune.dataset;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link DatasetRepair} did. Immutable and safe to share between threads. */
public final class RepairResult {
  private final Path training;
  private final @Nullable Path validation;
  private final Path dropped;
  private final Map<DatasetRole, Long> droppedLines;
  private final long mendedImages;
  private final long mendedCaptions;
  private final DatasetReport before;
  private final DatasetReport after;

  public RepairResult(
      MendedFiles files,
      Map<DatasetRole, Long> droppedLines,
      long mendedImages,
      long mendedCaptions,
      DatasetReport before,
      DatasetReport after) {
    this.training = files.training();
    this.validation = files.validation();
    this.dropped = files.dropped();
    this.droppedLines = new EnumMap<>(droppedLines);
    this.mendedImages = mendedImages;
    this.mendedCaptions = mendedCaptions;
    this.before = before;
    this.after = after;
  }

  /**
   * Where everything is written.
   *
   * @param training the new manifest to learn from
   * @param validation the new manifest to measure by, if there was one
   * @param dropped what was left out and why
   */
  public record MendedFiles(Path training, @Nullable Path validation, Path dropped) {}

  /** The new manifest to learn from, {@code train.jsonl}. */
  public Path training() {
    return training;
  }

  /** The new manifest to measure by, {@code validation.jsonl}, if there was one before. */
  public Optional<Path> validation() {
    return Optional.ofNullable(validation);
  }

  /**
   * The list of what was left out, {@code dropped.jsonl}: an object a line with {@code manifest},
   * {@code line} and {@code problems}, each with {@code code} and {@code message}.
   */
  public Path dropped() {
    return dropped;
  }

  /** How many lines of a manifest were left out; blank ones are not counted. */
  public long droppedLines(DatasetRole role) {
    return droppedLines.getOrDefault(Objects.requireNonNull(role, "role"), 0L);
  }

  /** How many new images were written. */
  public long mendedImages() {
    return mendedImages;
  }

  /** How many lines have a new caption. */
  public long mendedCaptions() {
    return mendedCaptions;
  }

  /** What was found in the set as it was. */
  public DatasetReport before() {
    return before;
  }

  /** What is found in the new set: too few lines, for one, have the code records.too-few. */
  public DatasetReport report() {
    return after;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RepairResult that
        && training.equals(that.training)
        && Objects.equals(validation, that.validation)
        && dropped.equals(that.dropped)
        && droppedLines.equals(that.droppedLines)
        && mendedImages == that.mendedImages
        && mendedCaptions == that.mendedCaptions
        && before.equals(that.before)
        && after.equals(that.after);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        training, validation, dropped, droppedLines, mendedImages, mendedCaptions, before, after);
  }

  @Override
  public String toString() {
    return "RepairResult[dropped "
        + droppedLines
        + ", new images "
        + mendedImages
        + ", new captions "
        + mendedCaptions
        + "]";
  }
}
