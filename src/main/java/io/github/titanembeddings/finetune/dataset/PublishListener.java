package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;

/** Is told how a set is built, in the thread that builds it. What it throws ends the building. */
@FunctionalInterface
public interface PublishListener {
  /** Called at most ten times a second, and once at the end. */
  void onProgress(PublishProgress progress);

  /**
   * Called for each reason why a file is left out, in the order of {@link
   * PublishedDataset#skipped()}.
   */
  default void onSkipped(Path file, Violation reason) {}
}
