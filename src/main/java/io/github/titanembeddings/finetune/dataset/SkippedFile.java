package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A file or folder that a {@link DatasetPublisher} skipped. Immutable.
 *
 * @param file the file, or a folder that cannot be read
 * @param reasons the reasons, at least one
 */
public record SkippedFile(Path file, List<Violation> reasons) {
  public SkippedFile {
    Objects.requireNonNull(file, "file");
    reasons = List.copyOf(reasons);
  }

  @Override
  public String toString() {
    return reasons.toString();
  }
}
