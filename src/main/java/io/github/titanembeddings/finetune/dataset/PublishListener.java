package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;

/**
 * Receives the progress of a {@link DatasetPublisher}. Called on the thread that publishes. An
 * exception thrown by a listener is logged and ignored.
 */
@FunctionalInterface
public interface PublishListener {
  /** Called at most ten times a second, and once when everything is uploaded. */
  void onProgress(PublishProgress progress);

  /** Called for each reason to skip a file, in the order of {@link PublishedDataset#skipped()}. */
  default void onSkipped(Path file, Violation reason) {}
}
