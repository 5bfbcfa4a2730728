package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;
import java.util.List;

/**
 * A file or folder that a {@link DatasetBuilder} left out. Immutable and thread-safe.
 *
 * @param file the file, or a folder that cannot be read
 * @param reasons why it was left out; at least one
 */
public record SkippedFile(Path file, List<Violation> reasons) {
  /** Copies the list. */
  public SkippedFile {
    reasons = List.copyOf(reasons);
  }

  static SkippedFile of(Path file, String code, String actual, String remedy) {
    return new SkippedFile(
        file,
        List.of(Violation.error(file.toString(), code).actual(actual).remedy(remedy).build()));
  }
}
