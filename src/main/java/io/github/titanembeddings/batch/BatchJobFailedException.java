package io.github.titanembeddings.batch;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a batch job has failed as a whole. A job that completed partially, expired or was
 * stopped is returned instead.
 */
public final class BatchJobFailedException extends TitanException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 2048;

  private final transient @Nullable BatchJob job;

  BatchJobFailedException(BatchJob job) {
    super(
        "job "
            + BatchJob.orUnknown(job.jobName())
            + " ended as "
            + BatchJob.orUnknown(job.statusAsString())
            + job.message().map(text -> ": " + Abbreviate.beginning(text, SHOWN)).orElse("")
            + "; fix the cause and submit it under another name",
        null);
    this.job = job;
  }

  /** Returns the job; empty after deserialization. */
  public Optional<BatchJob> job() {
    return Optional.ofNullable(job);
  }

  /** Returns false: a job cannot be restarted. */
  @Override
  public boolean isRetryable() {
    return false;
  }
}
