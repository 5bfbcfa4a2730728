package io.github.titanembeddings.finetune.dataset;

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
record MendedLine(
    ManifestLine original,
    @Nullable TrainingExample changed,
    boolean recaptioned,
    List<Violation> problems) {
  static MendedLine kept(ManifestLine line) {
    return new MendedLine(line, null, false, List.of());
  }

  static MendedLine dropped(ManifestLine line, List<Violation> problems) {
    return new MendedLine(line, null, false, problems);
  }

  /** Whether it stays, with another caption. */
  boolean hasNewCaption() {
    return recaptioned && problems.isEmpty();
  }
}
