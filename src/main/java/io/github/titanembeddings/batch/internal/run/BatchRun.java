package io.github.titanembeddings.batch.internal.run;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.batch.BatchInferenceClient;
import io.github.titanembeddings.batch.BatchInferenceRequest;
import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.batch.BatchJobFailedException;
import io.github.titanembeddings.batch.BatchListener;
import io.github.titanembeddings.batch.BatchReadReport;
import io.github.titanembeddings.batch.BatchSummary;
import io.github.titanembeddings.batch.TooFewRecords;
import io.github.titanembeddings.batch.internal.read.JobReader;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.BatchState.Item;
import io.github.titanembeddings.batch.internal.state.BatchState.Job;
import io.github.titanembeddings.batch.internal.state.BatchState.JobStage;
import io.github.titanembeddings.batch.internal.state.BatchState.Progress;
import io.github.titanembeddings.batch.internal.state.BatchState.Stage;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.batch.internal.write.ShardWriter;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A call that writes, submits and reads the jobs of a run, from the step where it stands. */
public final class BatchRun {
  private final Settings settings;
  private final Consumer<? super BulkOutcome> callback;
  private final ListenerThread events;
  private final OutcomeLog log;
  private long embedded;
  private long failed;
  private long onDemandCount;
  private int resumedJobs;

  /** The settings of {@code BatchEmbedder.Builder}. */
  public record Settings(
      BatchInferenceClient client,
      ObjectStore store,
      S3Uri folder,
      String roleArn,
      Journal journal,
      JournalTables tables,
      EmbeddingRequest.Builder defaults,
      Limits limits,
      TooFewRecords tooFew,
      @Nullable TitanEmbeddingsAsyncClient onDemand,
      Consumer<BatchInferenceRequest.Builder> jobs,
      WaitOptions waitOptions,
      List<BatchListener> listeners) {}

  private BatchRun(
      Settings settings, Consumer<? super BulkOutcome> callback, ListenerThread events) {
    this.settings = settings;
    this.callback = callback;
    this.events = events;
    this.log = settings.tables().log();
  }

  /** Runs a step and reports its end. */
  public static BatchSummary run(
      Settings settings,
      Consumer<? super BulkOutcome> callback,
      Function<BatchRun, BatchSummary> step) {
    Objects.requireNonNull(callback, "callback");
    try (ListenerThread events = new ListenerThread("titan-embeddings-batch-listener")) {
      BatchRun run = new BatchRun(settings, callback, events);
      try {
        BatchSummary summary = step.apply(run);
        run.report(listener -> listener.onEnd(summary));
        return summary;
      } catch (Throwable e) {
        run.report(listener -> listener.onFailure(e));
        throw e;
      }
    }
  }

  /**
   * Returns the request of a job of a new run, so that bad settings fail before anything is
   * uploaded.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if they are not valid
   */
  public static BatchInferenceRequest sample(Settings settings) {
    return request(settings, BatchState.newRun(settings.folder()), 1);
  }

  private void report(Consumer<BatchListener> event) {
    for (BatchListener listener : settings.listeners()) {
      events.deliver(() -> event.accept(listener));
    }
  }

  private void deliver(BulkOutcome outcome) {
    if (outcome instanceof BulkOutcome.Embedded) {
      embedded++;
    } else {
      failed++;
    }
    callback.accept(outcome);
  }

  private ShardWriter.Settings shards(Consumer<Job> onJob) {
    return new ShardWriter.Settings(
        settings.store(),
        settings.tables(),
        settings.defaults(),
        settings.limits(),
        settings.tooFew(),
        onJob);
  }

  /** Embeds items, or resumes the run that is under way. */
  public BatchSummary embed(Iterable<BulkItem> items) {
    log.begin(log.modelId());
    BatchState state;
    boolean isRunning = true;
    try {
      abortUnfinished();
      state = BatchState.open(settings.tables(), settings.folder());
      resumedJobs = state.jobs().size();
      BatchState.Run run = state.run();
      if (run.stage() == Stage.WRITING) {
        Consumer<Job> uploaded = job -> uploaded(RunFiles.describe(run, job));
        try (ShardWriter shards = new ShardWriter(shards(uploaded), state)) {
          shards.write(items.iterator(), this::deliver);
        }
      }
      boolean hasRetries = state.jobs().stream().anyMatch(job -> state.isRetrySet(job.job()));
      long last = runJobs(state, !hasRetries);
      reader(state).deliver(hasRetries ? 0 : last, Long.MAX_VALUE, item -> true, this::deliver);
      boolean isLeft = state.hasUnplaced();
      log.end();
      isRunning = false;
      if (isLeft) {
        embedOnDemand(items, state);
      }
      state.stage(Stage.DONE);
    } finally {
      if (isRunning) {
        log.end();
      }
    }
    return summary(state);
  }

  /** Aborts what a killed {@link #resubmit} has left: its files are not written again. */
  private void abortUnfinished() {
    BatchState last = BatchState.openLast(settings.tables());
    if (last != null && last.run().folder().startsWith(settings.folder().toString())) {
      Futures.await(settings.store().abortUnfinished(S3Uri.of(last.run().folder())));
    }
  }

  private void uploaded(BatchInput input) {
    report(listener -> listener.onUploaded(input));
  }

  /** Submits the records of the last run that failed. */
  public BatchSummary resubmit() {
    log.begin(log.modelId());
    try {
      BatchState state = BatchState.openLast(settings.tables());
      if (state == null) {
        throw new IllegalStateException("the journal has no run of batch jobs");
      }
      long before = settings.tables().lastNumber();
      BatchState.Run run = state.run();
      resumedJobs = state.jobs().size();
      ShardWriter.writeFailed(shards(job -> uploaded(RunFiles.describe(run, job))), state);
      runJobs(state, false);
      reader(state)
          .deliver(
              0,
              Long.MAX_VALUE,
              item -> item.outcome() > before || state.isRetried(item),
              this::deliver);
      state.stage(Stage.DONE);
      return summary(state);
    } finally {
      log.end();
    }
  }

  private BatchSummary summary(BatchState state) {
    return new BatchSummary(state.jobs().size(), embedded, failed, onDemandCount);
  }

  private JobReader reader(BatchState state) {
    return new JobReader(settings.store(), state, log.modelId(), settings.limits());
  }

  /** Runs all jobs to their end; returns the number of the last item of a job. */
  private long runJobs(BatchState state, boolean delivers) {
    List<Progress> all = new ArrayList<>(state.jobs());
    boolean isCustom = log.modelId().value().contains(":custom-model/");
    long slots = settings.limits().get(isCustom ? Limit.BATCH_CUSTOM_MODEL_JOBS : Limit.BATCH_JOBS);
    int submitted = 0;
    long last = 0;
    for (int i = 0; i < all.size(); i++) {
      for (; submitted < all.size() && submitted < i + slots; submitted++) {
        all.set(submitted, submit(state, all.get(submitted)));
      }
      Progress job = all.get(i);
      if (job.stage() != JobStage.READ) {
        read(state, job);
      }
      if (delivers) {
        reader(state).deliver(job.job().first() - 1, job.job().last(), item -> true, this::deliver);
      }
      last = Math.max(last, job.job().last());
    }
    return last;
  }

  private Progress submit(BatchState state, Progress job) {
    if (job.stage() != JobStage.UPLOADED) {
      return job;
    }
    BatchInferenceRequest request = request(settings, state.run(), job.job().number());
    Optional<BatchJob> made =
        job.job().number() <= resumedJobs ? settings.client().find(request) : Optional.empty();
    String arn =
        made.map(BatchJob::jobArn)
            .orElseGet(() -> settings.client().submit(request, settings.waitOptions()));
    state.stage(job.job(), JobStage.SUBMITTED, arn);
    return new Progress(job.job(), JobStage.SUBMITTED, arn);
  }

  private static BatchInferenceRequest request(Settings settings, BatchState.Run run, int job) {
    BatchInferenceRequest.Builder request =
        BatchInferenceRequest.builder()
            .roleArn(settings.roleArn())
            .outputUri(RunFiles.output(run, job).toString());
    settings.jobs().accept(request);
    String name = String.format(Locale.ROOT, "titan-%s-%05d", run.tag(), job);
    return request
        .jobName(name)
        .modelId(settings.tables().log().modelId().value())
        .inputUri(RunFiles.input(run, job).toString())
        .clientRequestToken(name) // the job of an earlier process is found under other settings
        .build();
  }

  private void read(BatchState state, Progress job) {
    BatchInput input = RunFiles.describe(state.run(), job.job());
    String arn = Objects.requireNonNull(job.arn());
    BatchJob ended;
    try {
      ended =
          settings
              .client()
              .awaitEnd(
                  arn,
                  settings.waitOptions(),
                  seen -> report(listener -> listener.onProgress(input, seen)));
    } catch (BatchJobFailedException e) {
      ended = e.job().orElseThrow(() -> e);
    }
    String why =
        String.format(
            Locale.ROOT,
            "batch job %s ended as %s without a result for this record%s",
            ended.jobName(),
            ended.statusAsString(),
            ended.message().map(message -> ": " + message).orElse(""));
    S3Uri output = ended.resultsUri().map(S3Uri::of).orElse(null);
    BatchReadReport report =
        reader(state).read(job.job(), state.isRetrySet(job.job()), output, why);
    state.stage(job.job(), JobStage.READ, arn);
    report(listener -> listener.onRead(input, report));
  }

  /** Embeds the items that have no job. */
  private void embedOnDemand(Iterable<BulkItem> items, BatchState state) {
    TitanEmbeddingsAsyncClient titan = settings.onDemand();
    if (titan == null) {
      throw new IllegalStateException(
          "the run has left items to on-demand calls; set tooFewOnDemand to resume it");
    }
    Stream<BulkItem> left =
        StreamSupport.stream(items.spliterator(), false)
            .filter(
                item -> {
                  Item known = state.item(state.ofKey(item.key()));
                  return known != null && known.outcome() == 0;
                })
            .map(
                item ->
                    BulkItem.of(
                        item.key(),
                        ClientSettings.withDefaults(item.request().toBuilder(), settings.defaults())
                            .build()));
    BulkOptions options =
        BulkOptions.builder().inputOrder(true).journal(settings.journal()).build();
    BulkEmbedder.of(titan, options)
        .embed(
            left,
            outcome -> {
              onDemandCount++;
              deliver(outcome);
            });
  }
}
