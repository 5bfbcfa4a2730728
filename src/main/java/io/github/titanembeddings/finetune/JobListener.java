package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.job.WaitOptions;
import java.time.Duration;

/**
 * Receives the progress of a job during {@link FineTuningClient#awaitCompletion(String,
 * WaitOptions, JobListener)}. Called on the waiting thread. An exception thrown by a listener is
 * logged and ignored.
 */
@FunctionalInterface
public interface JobListener {
  /** Called when the job is first seen, and when its status or that of a phase has changed. */
  void onProgress(FineTuningJob job);

  /** Called when a poll failed, such as by throttling; the next one follows after the pause. */
  default void onPollFailed(TitanException failure, Duration pause) {}
}
