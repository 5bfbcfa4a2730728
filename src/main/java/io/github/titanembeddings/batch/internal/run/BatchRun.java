package io.github.titanembeddings.batch.internal.run;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.batch.BatchListener;
import io.github.titanembeddings.batch.BatchReadReport;
import io.github.titanembeddings.batch.BatchSummary;
import io.github.titanembeddings.batch.internal.read.JobReader;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.BatchState.Job;
import io.github.titanembeddings.batch.internal.state.BatchState.JobStage;
import io.github.titanembeddings.batch.internal.state.BatchState.Progress;
import io.github.titanembeddings.batch.internal.state.BatchState.Stage;
import io.github.titanembeddings.batch.internal.state.Item;
import io.github.titanembeddings.batch.internal.write.JobWriter;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.batch.internal.write.RunUploads;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A call that writes, submits and reads the jobs of a run, from the step where it stands. */
public final class BatchRun {
  private final RunSettings settings;
  private final Consumer<? super BulkOutcome> callback;
  private final ListenerThread events;
  private final OutcomeLog log;
  private long embedded;
  private long failed;
  private long onDemandCount;
  private int resumedJobs;

  private BatchRun(
      RunSettings settings, Consumer<? super BulkOutcome> callback, ListenerThread events) {
    this.settings = settings;
    this.callback = callback;
    this.events = events;
    this.log = settings.tables().log();
  }

  /** Runs a step and reports its end. */
  public static BatchSummary run(
      RunSettings settings,
      Consumer<? super BulkOutcome> callback,
      Function<BatchRun, BatchSummary> step) {
    Objects.requireNonNull(callback, "callback");
    ListenerThread events = new ListenerThread("titan-embeddings-batch-listener");
    BatchSummary summary;
    try {
      summary = step.apply(new BatchRun(settings, callback, events));
    } catch (Throwable e) {
      events.end(settings.listeners(), listener -> listener.onFailure(e));
      throw e;
    }
    events.end(settings.listeners(), listener -> listener.onEnd(summary));
    return summary;
  }

  private void report(Consumer<BatchListener> event) {
    events.deliver(settings.listeners(), event);
  }

  private void deliver(BulkOutcome outcome) {
    if (outcome instanceof BulkOutcome.Embedded) {
      embedded++;
    } else {
      failed++;
    }
    callback.accept(outcome);
  }

  private JobWriter.Settings writerSettings(Consumer<Job> onJob) {
    return new JobWriter.Settings(
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
      abortUploadsOfResubmit();
      state = BatchState.open(settings.tables(), settings.folder());
      resumedJobs = state.jobs().size();
      BatchState.Run run = state.run();
      if (run.stage() == Stage.WRITING) {
        Consumer<Job> uploaded = job -> uploaded(RunFiles.describe(run, job));
        try (JobWriter writer = new JobWriter(writerSettings(uploaded), state)) {
          writer.write(items.iterator(), this::deliver);
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

  /**
   * Aborts the unfinished uploads of a killed {@link #resubmit}, whose input is not written again.
   * When {@link #embed} resumes, {@link JobWriter} aborts those of its input.
   */
  private void abortUploadsOfResubmit() {
    BatchState last = BatchState.openLast(settings.tables());
    if (last != null
        && last.run().stage() != Stage.WRITING
        && last.run().folder().startsWith(settings.folder().toString())) {
      RunUploads.abort(settings.store(), last.run());
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
      JobWriter.writeFailed(writerSettings(job -> uploaded(RunFiles.describe(run, job))), state);
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
    List<Progress> all = state.jobs();
    long last = 0;
    try (RunJobs jobs = new RunJobs(settings, state, resumedJobs, all, this::progress)) {
      for (Progress job : all) {
        if (job.stage() != JobStage.READ) {
          read(state, job.job(), jobs.await(job.job().number()));
        }
        if (delivers) {
          long before = job.job().first() - 1;
          reader(state).deliver(before, job.job().last(), item -> true, this::deliver);
        }
        last = Math.max(last, job.job().last());
      }
    }
    return last;
  }

  private void progress(BatchInput input, BatchJob job) {
    events.offer(settings.listeners(), listener -> listener.onProgress(input, job));
  }

  private void read(BatchState state, Job job, RunJobs.Ended ended) {
    BatchReadReport report =
        reader(state).read(job, state.isRetrySet(job), ended.output(), ended.why());
    state.stage(job, JobStage.READ, ended.arn());
    BatchInput input = RunFiles.describe(state.run(), job);
    report(listener -> listener.onRead(input, report));
  }

  /** Returns whether an item is no duplicate; the failure of a duplicate has been delivered. */
  private static boolean isFirst(Item item, BitSet sent) {
    int number = Math.toIntExact(item.number());
    boolean isFirst = !sent.get(number);
    sent.set(number);
    return isFirst;
  }

  /** Embeds the items that have no job. */
  private void embedOnDemand(Iterable<BulkItem> items, BatchState state) {
    TitanEmbeddingsAsyncClient titan = settings.onDemand();
    if (titan == null) {
      throw new IllegalStateException(
          "the run has left items to on-demand calls; set tooFewOnDemand to resume it");
    }
    BitSet sent = new BitSet();
    Stream<BulkItem> left =
        StreamSupport.stream(items.spliterator(), false)
            .filter(
                item -> {
                  Item known = state.item(state.ofKey(item.key()));
                  return known != null && known.outcome() == 0 && isFirst(known, sent);
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
