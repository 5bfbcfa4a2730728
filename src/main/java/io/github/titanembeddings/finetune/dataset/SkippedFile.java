package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file or folder that a {@link DatasetPublisher} left out. Immutable and thread-safe. */
public final class SkippedFile {
  private final Path file;
  private final List<Violation> reasons;

  public SkippedFile(Path file, List<Violation> reasons) {
    this.file = file;
    this.reasons = List.copyOf(reasons);
  }

  public static SkippedFile of(Path file, String code, String actual, String remedy) {
    return new SkippedFile(
        file,
        List.of(Violation.error(file.toString(), code).actual(actual).remedy(remedy).build()));
  }

  /** Returns the file, or a folder that cannot be read. */
  public Path file() {
    return file;
  }

  /** Returns the reasons why it was left out, at least one. */
  public List<Violation> reasons() {
    return reasons;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SkippedFile that
        && file.equals(that.file)
        && reasons.equals(that.reasons);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, reasons);
  }

  @Override
  public String toString() {
    return reasons.toString();
  }
}
