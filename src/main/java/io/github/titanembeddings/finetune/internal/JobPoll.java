package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.finetune.FineTuningJob;
import io.github.titanembeddings.finetune.JobFailedException;
import io.github.titanembeddings.finetune.JobListener;
import io.github.titanembeddings.finetune.JobPhase;
import io.github.titanembeddings.finetune.JobStatus;
import io.github.titanembeddings.finetune.WaitOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Waits until a job is completed. */
public final class JobPoll extends Poll<FineTuningJob> {
  private final JobListener listener;
  private @Nullable Seen last;

  private record Seen(String status, Map<JobPhase, String> phases) {}

  public JobPoll(String job, WaitOptions options, Timing timing, JobListener listener) {
    super("job " + job, options, timing);
    this.listener = listener;
  }

  @Override
  public boolean isAwaited(FineTuningJob job, Duration waited) {
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
  public void failed(TitanException failure, Duration pause) {
    listener.pollFailed(failure, pause);
  }
}
