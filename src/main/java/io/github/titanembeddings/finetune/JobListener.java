package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import java.time.Duration;

/**
 * Hears how a job goes while it is waited for, in the waiting thread. What a listener throws ends
 * the wait, not the job.
 */
@FunctionalInterface
public interface JobListener {
  /** The job when it is first seen, and each time its state or the state of a phase has changed. */
  void changed(FineTuningJob job);

  /** The job after each question, changed or not, and how long it has been waited for. */
  default void polled(FineTuningJob job, Duration waited) {}

  /** A question was not answered, as by throttling; it is asked again after a pause. */
  default void pollFailed(TitanException failure, Duration pause) {}

  /** A listener that does nothing. */
  static JobListener none() {
    return job -> {};
  }
}
