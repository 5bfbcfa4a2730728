package io.github.titanembeddings.finetune;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a job ended with any status but {@code COMPLETED}.
 *
 * <pre>{@code
 * try {
 *   tuning.awaitCompletion(arn, WaitOptions.defaults());
 * } catch (JobFailedException e) {
 *   System.err.println(e.job().flatMap(FineTuningJob::failureMessage).orElse("no reason"));
 * }
 * }</pre>
 */
public final class JobFailedException extends TitanException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 2048;

  private final transient @Nullable FineTuningJob job;

  JobFailedException(FineTuningJob job) {
    super(messageOf(job), null);
    this.job = job;
  }

  private static String messageOf(FineTuningJob job) {
    return "job "
        + FineTuningJob.orUnknown(job.jobName())
        + " ended as "
        + FineTuningJob.orUnknown(job.statusAsString())
        + job.failureMessage().map(text -> ": " + Abbreviate.beginning(text, SHOWN)).orElse("")
        + (job.phases().isEmpty() ? "" : " (phases: " + job.phases() + ")")
        + "; fix the cause and submit it under another name";
  }

  /** Returns the job; empty after deserialization. */
  public Optional<FineTuningJob> job() {
    return Optional.ofNullable(job);
  }

  /** Returns false: a job cannot be restarted. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
