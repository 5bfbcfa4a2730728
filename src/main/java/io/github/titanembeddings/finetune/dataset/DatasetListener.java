package io.github.titanembeddings.finetune.dataset;

/**
 * Is told how a validation goes, in the thread that runs it. What it throws is logged and ignored.
 */
@FunctionalInterface
public interface DatasetListener {
  /** Called at most ten times a second, and once at the end. */
  void onProgress(DatasetProgress progress);

  /**
   * Called for each violation when it is found, also for those that the report will not keep: in no
   * fixed order, since images are read at once.
   */
  default void onViolation(DatasetViolation violation) {}
}
