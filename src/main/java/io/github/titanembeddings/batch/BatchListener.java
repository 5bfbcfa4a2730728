package io.github.titanembeddings.batch;

/**
 * Receives the progress of a call of a {@link BatchEmbedder}, and its end exactly once: {@link
 * #onEnd} or {@link #onFailure}.
 *
 * <p>Called on a library thread, one event at a time. An exception thrown by a listener is logged
 * and ignored.
 */
public interface BatchListener {
  /** Called when the input of a job is uploaded. */
  default void onUploaded(BatchInput input) {}

  /** Called when a job is submitted, and when its status or counts have changed. */
  default void onProgress(BatchInput input, BatchJob job) {}

  /** Called when the output of a job is recorded in the journal. */
  default void onRead(BatchInput input, BatchReadReport report) {}

  /** Called as the last event of a call that returned. */
  default void onEnd(BatchSummary summary) {}

  /** Called as the last event of a call that threw an exception; the next call resumes the run. */
  default void onFailure(Throwable failure) {}
}
