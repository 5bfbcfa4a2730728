package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.finetune.FineTuningJob;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.JobDefinition;
import java.util.List;
import java.util.Optional;

/** Submits a job once, whatever becomes of the answers. */
public final class IdempotentSubmit {
  private final JobCalls calls;

  public IdempotentSubmit(JobCalls calls) {
    this.calls = calls;
  }

  public String submit(FineTuningRequest request) {
    SentAttempts sent = new SentAttempts();
    try {
      return calls.create(request, sent);
    } catch (TitanException e) {
      boolean taken =
          e instanceof ServiceException refusal && refusal.kind() == ServiceException.Kind.CONFLICT;
      if (taken || sent.mayHaveSucceeded(e)) {
        return found(request, e);
      }
      throw e;
    }
  }

  /** Returns the ARN of the job if it exists although the call failed; else throws the failure. */
  private String found(FineTuningRequest request, TitanException failure) {
    FineTuningJob job = Aftermath.of(failure, () -> calls.get(request.jobName()));
    if (job == null || job.jobArn().isBlank()) {
      throw failure;
    }
    if (isOf(request, job)) {
      return job.jobArn();
    }
    throw failure instanceof ServiceException conflict
        ? conflict.toBuilder()
            .message(
                conflict.getMessage()
                    + " There is another job of this name, "
                    + Characters.orUnknown(job.statusAsString())
                    + ": choose another jobName.")
            .build()
        : failure;
  }

  /** Whether a job is the one that a request made: by its token, or by all that is told of it. */
  private static boolean isOf(FineTuningRequest request, FineTuningJob job) {
    Optional<JobDefinition> told = job.definition();
    if (told.isEmpty()) {
      return false;
    }
    JobDefinition definition = told.get();
    if (definition.clientRequestToken().isPresent()) {
      return definition.clientRequestToken().get().equals(request.clientRequestToken());
    }
    return job.outputModelName().equals(Optional.of(request.customModelName()))
        && definition.roleArn().equals(request.roleArn())
        && definition.trainingDataUri().equals(request.trainingDataUri())
        && definition.outputDataUri().equals(request.outputDataUri())
        && definition
            .validationDataUris()
            .equals(request.validationDataUri().map(List::of).orElse(List.of()))
        && sameHyperParameters(definition, request);
  }

  private static boolean sameHyperParameters(JobDefinition told, FineTuningRequest request) {
    try {
      return told.hyperParameters().equals(request.hyperParameters());
    } catch (TitanException e) {
      return false;
    }
  }
}
