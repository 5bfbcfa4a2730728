package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.finetune.internal.Characters;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when a job has ended in any state but {@link JobStatus#COMPLETED}. */
public final class JobFailedException extends TitanException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 2048;

  private final transient @Nullable FineTuningJob job;

  public JobFailedException(FineTuningJob job) {
    super(messageOf(job), null);
    this.job = job;
  }

  private static String messageOf(FineTuningJob job) {
    return "job "
        + Characters.orUnknown(job.jobName())
        + " ended as "
        + Characters.orUnknown(job.statusAsString())
        + job.failureMessage().map(text -> ": " + Abbreviate.beginning(text, SHOWN)).orElse("")
        + (job.phases().isEmpty() ? "" : " (phases: " + job.phases() + ")")
        + "; mend the cause and submit it under another name";
  }

  /** The job; empty if this exception was serialized meanwhile. */
  public Optional<FineTuningJob> job() {
    return Optional.ofNullable(job);
  }

  /** False: the same job can't be run again. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
