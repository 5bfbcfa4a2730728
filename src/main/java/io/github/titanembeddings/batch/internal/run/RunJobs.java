package io.github.titanembeddings.batch.internal.run;

import io.github.titanembeddings.batch.BatchInferenceAsyncClient;
import io.github.titanembeddings.batch.BatchInferenceRequest;
import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.batch.BatchJobFailedException;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.BatchState.JobStage;
import io.github.titanembeddings.batch.internal.state.BatchState.Progress;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limit;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;

/**
 * Submits the jobs of a run in their order, each as soon as one before it has freed a slot, and
 * waits for them. A job that an earlier process may have submitted is looked up first, so that none
 * is submitted twice. Closing ends the waits, not the jobs. Not thread-safe.
 */
final class RunJobs implements AutoCloseable {
  private final RunSettings settings;
  private final BatchState state;
  private final int resumed;
  private final BiConsumer<BatchInput, BatchJob> listener;
  private final BatchInferenceAsyncClient waits;
  private final Queue<Progress> unsubmitted;
  private final Map<Integer, Running> running = new HashMap<>();
  private boolean isClosed;

  private record Running(String arn, CompletableFuture<BatchJob> end) {}

  /**
   * A job that has ended.
   *
   * @param output the folder of its output; null if it has none
   * @param why the message for records without a line
   */
  record Ended(String arn, @Nullable S3Uri output, String why) {
    static Ended of(String arn, BatchJob job) {
      return new Ended(
          arn,
          job.resultsUri().map(S3Uri::of).orElse(null),
          "batch job "
              + job.jobName()
              + " ended as "
              + job.statusAsString()
              + " without a result for this record"
              + job.message().map(message -> ": " + message).orElse(""));
    }
  }

  /**
   * Queues the jobs that have not been read yet.
   *
   * @param resumed the number of jobs of an earlier process, which may have submitted them
   */
  RunJobs(
      RunSettings settings,
      BatchState state,
      int resumed,
      List<Progress> jobs,
      BiConsumer<BatchInput, BatchJob> listener) {
    this.settings = settings;
    this.state = state;
    this.resumed = resumed;
    this.listener = listener;
    this.waits = BatchInferenceAsyncClient.of(settings.client());
    this.unsubmitted = new ArrayDeque<>(jobs);
    unsubmitted.removeIf(job -> job.stage() == JobStage.READ);
  }

  /** Submits a job for each free slot, and waits until the given job has ended. */
  Ended await(int number) {
    boolean isCustom = settings.tables().log().modelId().value().contains(":custom-model/");
    long slots = settings.limits().get(isCustom ? Limit.BATCH_CUSTOM_MODEL_JOBS : Limit.BATCH_JOBS);
    while (true) {
      CompletableFuture<?>[] open =
          running.values().stream()
              .map(Running::end)
              .filter(end -> !end.isDone())
              .toArray(CompletableFuture<?>[]::new);
      Running awaited = running.get(number);
      if (open.length < slots && !unsubmitted.isEmpty()) {
        submit(unsubmitted.remove());
      } else if (awaited != null && awaited.end().isDone()) {
        running.remove(number);
        return ended(number, awaited);
      } else {
        Futures.await(CompletableFuture.anyOf(open).handle((any, failure) -> true));
      }
    }
  }

  private void submit(Progress job) {
    int number = job.job().number();
    String arn = job.arn();
    if (arn == null) {
      BatchInferenceRequest request = settings.request(state.run(), number);
      Optional<BatchJob> made =
          number <= resumed ? settings.client().find(request) : Optional.empty();
      arn =
          made.map(BatchJob::jobArn)
              .orElseGet(() -> settings.client().submit(request, settings.waitOptions()));
      state.stage(job.job(), JobStage.SUBMITTED, arn);
    }
    BatchInput input = RunFiles.describe(state.run(), job.job());
    CompletableFuture<BatchJob> end =
        waits.awaitEnd(arn, settings.waitOptions(), seen -> report(input, seen));
    running.put(number, new Running(arn, end));
  }

  private Ended ended(int number, Running job) {
    try {
      return Ended.of(job.arn(), Futures.await(job.end()));
    } catch (BatchJobFailedException e) {
      return Ended.of(job.arn(), e.job().orElseThrow(() -> e));
    } catch (ServiceException e) {
      if (e.kind() != ServiceException.Kind.NOT_FOUND) {
        throw e;
      }
      return missing(number, job.arn(), e);
    }
  }

  /** Returns a job that the service does not know, with the output that it has left. */
  private Ended missing(int number, String arn, ServiceException failure) {
    String folder = settings.request(state.run(), number).outputUri();
    GetModelInvocationJobResponse job =
        GetModelInvocationJobResponse.builder()
            .jobArn(arn)
            .outputDataConfig(output -> output.s3OutputDataConfig(s3 -> s3.s3Uri(folder)))
            .build();
    S3Uri output = S3Uri.of(BatchJob.of(job).resultsUri().orElseThrow());
    boolean hasManifest =
        RunFiles.list(settings.store(), output).stream()
            .anyMatch(object -> object.uri().key().endsWith("/manifest.json.out"));
    if (!hasManifest && !settings.failsMissingJobs()) {
      throw failure.toBuilder()
          .message(
              Objects.requireNonNull(failure.getMessage())
                  + "; "
                  + output
                  + "manifest.json.out does not exist; if the job is lost, set failMissingJobs() to"
                  + " fail its records, then retry them with resubmitFailed")
          .cause(failure)
          .build();
    }
    String lost = "batch job " + arn + ", which the service no longer knows,";
    return new Ended(arn, output, lost + " left no result for this record");
  }

  /** Reports the progress of a wait, which may end after the run has. */
  private synchronized void report(BatchInput input, BatchJob seen) {
    if (!isClosed) {
      listener.accept(input, seen);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    waits.close();
  }
}
