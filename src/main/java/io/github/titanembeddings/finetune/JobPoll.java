package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Waits until a job is completed. */
final class JobPoll extends Poll<FineTuningJob> {
  private final JobListener listener;
  private @Nullable Seen last;

  private record Seen(String status, Map<JobPhase, String> phases) {}

  JobPoll(String job, WaitOptions options, Timing timing, JobListener listener) {
    super("job " + job, options, timing);
    this.listener = listener;
  }

  @Override
  boolean isAwaited(FineTuningJob job, Duration waited) {
    Seen seen = new Seen(job.statusAsString(), job.phases());
    if (!seen.equals(last)) {
      last = seen;
      listener.changed(job);
    }
    listener.polled(job, waited);
    if (job.isEnded() && job.status() != JobStatus.COMPLETED) {
      throw new JobFailedException(job);
    }
    return job.isEnded();
  }

  @Override
  void failed(TitanException failure, Duration pause) {
    listener.pollFailed(failure, pause);
  }
}
