package io.github.titanembeddings.finetune.dataset;

/**
 * Observes a validation. Called on the thread that runs the validation. An exception thrown by a
 * listener is logged and ignored.
 */
@FunctionalInterface
public interface DatasetListener {
  /** Called at most ten times a second, and exactly once more when the validation has finished. */
  void onProgress(DatasetProgress progress);

  /**
   * Called for each violation when it is found, including those that the report will not keep. The
   * order is not fixed, since images are read concurrently.
   */
  default void onViolation(DatasetViolation violation) {}
}
