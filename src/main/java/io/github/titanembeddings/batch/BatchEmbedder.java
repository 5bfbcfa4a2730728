package io.github.titanembeddings.batch;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.batch.internal.run.BatchRun;
import io.github.titanembeddings.batch.internal.run.RunSettings;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.BatchState.JobStage;
import io.github.titanembeddings.batch.internal.state.BatchState.Progress;
import io.github.titanembeddings.batch.internal.state.BatchState.Stage;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.internal.journal.JournalAccess;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Embeds any number of items by batch jobs: uploads their requests to S3, submits the jobs, waits
 * for them, and records the results in a {@link Journal}. Not thread-safe, except {@link #stop()}.
 *
 * <pre>{@code
 * BatchEmbedder batch =
 *     BatchEmbedder.builder()
 *         .client(BatchInferenceClient.create())
 *         .store(S3ObjectStore.create())
 *         .folder(S3Uri.of("s3://shop/batch"))
 *         .roleArn("arn:aws:iam::123456789012:role/batch")
 *         .journal(journal)
 *         .build();
 * BatchSummary summary = batch.embed(items, outcome -> store(outcome));
 * }</pre>
 *
 * <p><b>Resuming.</b> The journal holds the state of the run. If a call fails or is interrupted, or
 * the process is killed, at any step, the next call of {@link #embed} with the same items and
 * journal resumes: it discards unfinished uploads, writes the jobs that are missing, submits each
 * job at most once, and reads outputs that are not recorded. The source is not read again once all
 * jobs are uploaded. A job is submitted as soon as a slot is free; outputs are read in job order.
 * Interrupting the thread cancels the call; jobs continue in the service until {@link #stop()}.
 *
 * <p><b>Outcomes.</b> Each item has one outcome, in the order of the source, as in a bulk run; a
 * resumed call passes on those of completed jobs again. Items that the journal cannot identify,
 * such as those with a missing image, fail when they are read, and are passed on only then. Items
 * that the journal records as completed are not sent. A record whose job failed, expired or was
 * stopped before it was processed fails, and the next run retries it, as does {@link
 * #resubmitFailed}.
 *
 * <p><b>Model.</b> The model is that of the journal: the base model, or {@link
 * io.github.titanembeddings.model.ModelId#custom}, which needs no Provisioned Throughput here.
 *
 * <p>Memory use is that of a {@link BatchRecordWriter} or {@link BatchResultReader}, regardless of
 * the number of items. The embedder closes neither the clients nor the store or the journal.
 */
public final class BatchEmbedder {
  private static final WaitOptions WAIT = WaitOptions.defaults().withTimeout(Duration.ofDays(8));

  private final RunSettings settings;

  private BatchEmbedder(Builder builder) {
    Journal journal = Builder.required(builder.journal, "journal");
    EmbeddingRequest.Builder defaults = EmbeddingRequest.builder();
    builder.requests.accept(defaults);
    settings =
        new RunSettings(
            Builder.required(builder.client, "client"),
            Builder.required(builder.store, "store"),
            Builder.required(builder.folder, "folder"),
            Builder.required(builder.roleArn, "roleArn"),
            journal,
            JournalAccess.tablesOf(journal),
            defaults,
            builder.limits,
            builder.tooFew,
            builder.onDemand,
            builder.jobs,
            builder.wait,
            builder.failsMissingJobs,
            List.copyOf(builder.listeners));
    settings.client().requireRegion(settings.sample());
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Embeds items, or resumes the run that is under way, and passes each outcome to a callback on
   * the calling thread.
   *
   * @param items the items; read a second time if some are left to on-demand calls
   * @throws io.github.titanembeddings.exception.InvalidRequestException if there are too few
   *     records, with {@link TooFewRecords#REJECT}, or the job request is not valid
   * @throws io.github.titanembeddings.storage.StorageException if the store fails
   * @throws io.github.titanembeddings.exception.ServiceException if the service rejects a job, such
   *     as for its role or the account's entitlement, or no longer knows one; see {@link
   *     Builder#failMissingJobs}
   * @throws io.github.titanembeddings.exception.WaitTimeoutException if a job does not end, or is
   *     not accepted, within the {@linkplain Builder#waitOptions timeout}
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted or
   *     the connection fails
   * @throws io.github.titanembeddings.bulk.JournalException if the journal fails, or another run
   *     uses it
   * @throws IllegalStateException if the journal or the client is closed, or if the run has left
   *     items to on-demand calls and {@link Builder#tooFewOnDemand} is not set
   */
  public BatchSummary embed(Iterable<BulkItem> items, Consumer<? super BulkOutcome> callback) {
    Objects.requireNonNull(items, "items");
    return BatchRun.run(settings, callback, run -> run.embed(items));
  }

  /**
   * Submits the failed records of the last run as further jobs, except those with a recognized
   * input error, and passes on their outcomes. Copies them from the uploaded input, so the items
   * are not needed, but {@link #cleanUp} must not have deleted it. To retry them on demand instead,
   * run a {@link BulkEmbedder} with the same items and journal.
   *
   * @throws IllegalStateException as {@link #embed} does, or if the last run is not complete, or
   *     there was none
   * @throws RuntimeException as {@link #embed} does
   */
  public BatchSummary resubmitFailed(Consumer<? super BulkOutcome> callback) {
    return BatchRun.run(settings, callback, BatchRun::resubmit);
  }

  /**
   * Stops the run's jobs in the service. May be called from another thread. Records that were
   * processed are read by the call that waits, or by the next one; the others fail. A call that
   * waits submits its further jobs as slots become free: interrupt it first to end the run early.
   *
   * @throws TitanException if a job cannot be stopped: the first failure, after all were tried
   * @throws IllegalStateException if the journal or the client is closed
   */
  public void stop() {
    TitanException failure = null;
    BatchState state = BatchState.openLast(settings.tables());
    if (state != null) {
      for (Progress job : state.jobs()) {
        if (job.stage() == JobStage.SUBMITTED) {
          try {
            settings.client().stop(Objects.requireNonNull(job.arn()));
          } catch (TitanException e) {
            failure = failure == null ? e : failure;
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Deletes the uploaded input and the output of the last run. The journal keeps the outcomes.
   *
   * @throws IllegalStateException if the run is not complete, or the journal is closed
   * @throws io.github.titanembeddings.storage.StorageException if the store fails
   * @throws io.github.titanembeddings.bulk.JournalException if a run uses the journal, or it cannot
   *     be written
   */
  public void cleanUp() {
    OutcomeLog log = settings.tables().log();
    log.begin(log.modelId()); // a concurrent resubmission would still read the input
    try {
      BatchState state = BatchState.openLast(settings.tables());
      if (state == null) {
        return;
      }
      if (state.run().stage() != Stage.DONE) {
        throw new IllegalStateException("the run is not complete; call embed to resume it first");
      }
      S3Uri run = S3Uri.of(state.run().folder());
      ObjectStore store = settings.store();
      Futures.await(store.abortUnfinished(run));
      RunFiles.list(store, run).forEach(object -> Futures.await(store.delete(object.uri())));
    } finally {
      log.end();
    }
  }

  /** Builder for {@link BatchEmbedder}. Not thread-safe. */
  public static final class Builder {
    private @Nullable BatchInferenceClient client;
    private @Nullable ObjectStore store;
    private @Nullable S3Uri folder;
    private @Nullable String roleArn;
    private @Nullable Journal journal;
    private Consumer<EmbeddingRequest.Builder> requests = request -> {};
    private Limits limits = Limits.titanMultimodalG1();
    private TooFewRecords tooFew = TooFewRecords.REJECT;
    private @Nullable TitanEmbeddingsAsyncClient onDemand;
    private Consumer<BatchInferenceRequest.Builder> jobs = job -> {};
    private WaitOptions wait = WAIT;
    private boolean failsMissingJobs;
    private final List<BatchListener> listeners = new ArrayList<>();

    private Builder() {}

    private static <T> T required(@Nullable T value, String name) {
      if (value == null) {
        throw new IllegalStateException(name + " is not set");
      }
      return value;
    }

    /** Sets the client that submits the jobs; required. */
    public Builder client(BatchInferenceClient client) {
      this.client = Objects.requireNonNull(client, "client");
      return this;
    }

    /** Sets the store of the input and output, an S3 bucket that the role can access; required. */
    public Builder store(ObjectStore store) {
      this.store = Objects.requireNonNull(store, "store");
      return this;
    }

    /** Sets the parent of the run's own folder; required. */
    public Builder folder(S3Uri folder) {
      this.folder = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /** Sets the role that the service assumes to read and write the folder; required. */
    public Builder roleArn(String roleArn) {
      this.roleArn = Objects.requireNonNull(roleArn, "roleArn");
      return this;
    }

    /** Sets the journal, which also names the model; required. */
    public Builder journal(Journal journal) {
      this.journal = Objects.requireNonNull(journal, "journal");
      return this;
    }

    /**
     * Sets the values that items leave unset, such as the length of the vector, or an image size
     * with which more records fit into a job.
     */
    public Builder requests(Consumer<EmbeddingRequest.Builder> defaults) {
      this.requests = Objects.requireNonNull(defaults, "defaults");
      return this;
    }

    /** Sets the limits of jobs and files; those of the service by default. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /** Pads records that are too few for a job, which are rejected by default. */
    public Builder padTooFew() {
      this.tooFew = TooFewRecords.PAD;
      return this;
    }

    /** Embeds records that are too few for a job by on-demand calls of the given client. */
    public Builder tooFewOnDemand(TitanEmbeddingsAsyncClient titan) {
      this.onDemand = Objects.requireNonNull(titan, "titan");
      this.tooFew = TooFewRecords.ON_DEMAND;
      return this;
    }

    /**
     * Sets further values of each job, such as tags, a KMS key, a VPC or a timeout; not its name,
     * model, input and token.
     */
    public Builder jobs(Consumer<BatchInferenceRequest.Builder> settings) {
      this.jobs = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Sets the poll interval, and the timeout of the wait for a free job slot and for the end of
     * each job; 30 seconds and 8 days by default.
     */
    public Builder waitOptions(WaitOptions wait) {
      this.wait = Objects.requireNonNull(wait, "wait");
      return this;
    }

    /**
     * Fails the records of jobs that the service no longer knows and that have left no {@code
     * manifest.json.out}, so that {@link #resubmitFailed} retries them. By default, such a job ends
     * the call with {@code NOT_FOUND}, since the client may use another account or region.
     */
    public Builder failMissingJobs() {
      this.failsMissingJobs = true;
      return this;
    }

    /** Adds a listener. */
    public Builder listener(BatchListener listener) {
      this.listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Builds the embedder.
     *
     * @throws IllegalStateException if a required value is not set
     * @throws io.github.titanembeddings.exception.InvalidRequestException if no job could have the
     *     values, such as for a role that is not an ARN, characters in the folder that jobs do not
     *     allow, or a model in another region than the client
     */
    public BatchEmbedder build() {
      return new BatchEmbedder(this);
    }
  }
}
