package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of a manifest as it was read: its number, its bytes, and the example in it or why there
 * is none. Immutable and safe to share between threads.
 */
public final class ManifestLine {
  private final long number;
  private final byte[] bytes;
  private final long byteCount;
  private final @Nullable TrainingExample example;
  private final List<Violation> violations;

  public ManifestLine(
      long number,
      byte[] bytes,
      long byteCount,
      @Nullable TrainingExample example,
      List<Violation> violations) {
    this.number = number;
    this.bytes = bytes;
    this.byteCount = byteCount;
    this.example = example;
    this.violations = violations;
  }

  ManifestLine with(Violation another) {
    List<Violation> all = new ArrayList<>(violations);
    all.add(another);
    return new ManifestLine(number, bytes, byteCount, example, List.copyOf(all));
  }

  /** The number of the line in its file; the first is 1. */
  public long number() {
    return number;
  }

  /** The example; none if there are errors in {@link #violations()}, or the line is blank. */
  public Optional<TrainingExample> example() {
    return Optional.ofNullable(example);
  }

  /** What is wrong with the line as a line; its image and caption are not looked at. */
  public List<Violation> violations() {
    return violations;
  }

  /** Whether there is nothing but white space in it. Such a line is not a record. */
  public boolean isBlank() {
    return example == null && !hasErrors();
  }

  private boolean hasErrors() {
    return violations.stream().anyMatch(v -> v.severity() == Violation.Severity.ERROR);
  }

  /** How many bytes the line has, without its line break. */
  public long byteCount() {
    return byteCount;
  }

  /** The line itself without its line break; empty if it is too long to be kept. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "line " + number + ", " + byteCount + " bytes, " + violations.size() + " violations";
  }
}
