package io.github.titanembeddings.batch;

/**
 * Receives the progress of a call of a {@link BatchEmbedder}, and its end exactly once: {@link
 * #onEnd} or {@link #onFailure}.
 *
 * <p>Called on a library thread, one event at a time. An exception thrown by a listener is logged
 * and ignored. A listener that several embedders share must be thread-safe.
 *
 * <p>A slow listener delays no job, and misses progress while 10,000 events are queued. The call
 * waits up to a second for the listener to receive the end; a slower one receives it later.
 *
 * <pre>{@code
 * BatchListener status = new BatchListener() {
 *   @Override
 *   public void onProgress(BatchInput input, BatchJob job) {
 *     System.out.println("job " + input.number() + ": " + job.status());
 *   }
 * };
 * }</pre>
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
