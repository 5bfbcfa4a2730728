package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of a manifest. Immutable.
 *
 * @param number the line number, starting at 1
 * @param text the line without its line break; empty if it is too long or not UTF-8
 * @param byteCount the length of the line in bytes, without its line break
 * @param imageRef the {@code image-ref}, also of a line without a caption; null if it has none
 * @param example the example; null if the line is blank or has an error
 * @param violations the violations of the line itself; its image and caption are not checked
 */
public record ManifestLine(
    long number,
    String text,
    long byteCount,
    @Nullable String imageRef,
    @Nullable TrainingExample example,
    List<Violation> violations) {
  /** Copies the list. */
  public ManifestLine {
    Objects.requireNonNull(text, "text");
    violations = List.copyOf(violations);
  }

  /** Returns whether the line contains only white space. Such a line is not a record. */
  public boolean isBlank() {
    return example == null && violations.stream().noneMatch(v -> v.severity() == Severity.ERROR);
  }

  @Override
  public String toString() {
    return "line " + number + ", " + byteCount + " bytes, " + violations.size() + " violations";
  }
}
