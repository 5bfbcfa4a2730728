package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ParsedLine;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a line.
 *
 * @param original the line as it was
 * @param changed what to write in its place; none if it stays as it is
 * @param recaptioned whether the caption is new
 * @param problems why it is dropped; empty if it stays
 */
record RepairedLine(
    ParsedLine original,
    @Nullable TrainingExample changed,
    boolean recaptioned,
    List<Violation> problems) {
  static RepairedLine kept(ParsedLine line) {
    return new RepairedLine(line, null, false, List.of());
  }

  static RepairedLine dropped(ParsedLine line, List<Violation> problems) {
    return new RepairedLine(line, null, false, problems);
  }

  /** Whether it stays, with another caption. */
  boolean hasNewCaption() {
    return recaptioned && problems.isEmpty();
  }
}
