package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.finetune.dataset.internal.manifest.ParsedLine;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Optional;

/** A line of a manifest: its number, its length and its example or violations. Immutable. */
public final class ManifestLine {
  private final ParsedLine line;

  ManifestLine(ParsedLine line) {
    this.line = line;
  }

  /** Returns the line number, starting at 1. */
  public long number() {
    return line.number();
  }

  /** Returns the example; empty if the line is blank or {@link #violations()} has an error. */
  public Optional<TrainingExample> example() {
    return Optional.ofNullable(line.example());
  }

  /** Returns the violations of the line itself; its image and caption are not checked. */
  public List<Violation> violations() {
    return line.violations();
  }

  /** Returns whether the line contains only white space. Such a line is not a record. */
  public boolean isBlank() {
    return line.isBlank();
  }

  /** Returns the length of the line in bytes, without its line break. */
  public long byteCount() {
    return line.byteCount();
  }

  byte[] bytes() {
    return line.bytes();
  }

  @Override
  public String toString() {
    return line.toString();
  }
}
