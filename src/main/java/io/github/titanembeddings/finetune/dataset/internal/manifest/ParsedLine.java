package io.github.titanembeddings.finetune.dataset.internal.manifest;

import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a manifest without its line break; {@code bytes} is empty if it is too long. Its
 * violations exclude those of image and caption; {@code imageRef} exists also without a valid
 * caption.
 */
@SuppressWarnings("ArrayRecordComponent") // lines are never compared
public record ParsedLine(
    long number,
    byte[] bytes,
    long byteCount,
    @Nullable String imageRef,
    @Nullable TrainingExample example,
    List<Violation> violations) {
  /** Returns whether the line contains only white space, so that it is not a record. */
  public boolean isBlank() {
    return example == null
        && violations.stream().noneMatch(v -> v.severity() == Violation.Severity.ERROR);
  }

  ParsedLine with(Violation another) {
    List<Violation> all = new ArrayList<>(violations);
    all.add(another);
    return new ParsedLine(number, bytes, byteCount, imageRef, example, List.copyOf(all));
  }

  @Override
  public String toString() {
    return "line " + number + ", " + byteCount + " bytes, " + violations.size() + " violations";
  }
}
