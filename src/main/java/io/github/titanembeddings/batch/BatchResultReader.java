package io.github.titanembeddings.batch;

import io.github.titanembeddings.batch.internal.read.JobReader;
import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.BatchState.JobStage;
import io.github.titanembeddings.batch.internal.state.BatchState.Progress;
import io.github.titanembeddings.batch.internal.state.BatchState.Stage;
import io.github.titanembeddings.batch.internal.write.JobWriter;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.internal.journal.JournalAccess;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Reads the output of the jobs whose input a {@link BatchRecordWriter} wrote into the same journal,
 * which gives the same outcomes as a bulk run. {@link BatchEmbedder} does this and the rest. Not
 * thread-safe.
 *
 * <pre>{@code
 * BatchResultReader reader = BatchResultReader.of(s3, journal);
 * for (BatchInput input : reader.inputs()) {
 *   S3Uri output = S3Uri.of("s3://shop/output/" + input.number() + "/");
 *   reader.read(input, output, outcome -> store(outcome));
 * }
 * }</pre>
 *
 * <p>Lines are joined by their record ID in any order; the echoed input is skipped. In memory are a
 * part of 4 MB of the object and one vector, however long a line is.
 */
public final class BatchResultReader {
  private final ObjectStore store;
  private final JournalTables tables;
  private final Limits limits;

  private BatchResultReader(ObjectStore store, JournalTables tables, Limits limits) {
    this.store = store;
    this.tables = tables;
    this.limits = limits;
  }

  /** Returns a reader of the last run in a journal, with the limits of the service. */
  public static BatchResultReader of(ObjectStore store, Journal journal) {
    return of(store, journal, Limits.titanMultimodalG1());
  }

  /**
   * Returns a reader of the last run in a journal.
   *
   * @param limits the limits with which the input was written
   */
  public static BatchResultReader of(ObjectStore store, Journal journal, Limits limits) {
    return new BatchResultReader(
        Objects.requireNonNull(store, "store"),
        JournalAccess.tablesOf(journal),
        Objects.requireNonNull(limits, "limits"));
  }

  /**
   * Returns the input of the jobs of the run; empty if the journal has none.
   *
   * @throws IllegalStateException if the journal is closed
   */
  public List<BatchInput> inputs() {
    BatchState state = BatchState.openLast(tables);
    return state == null ? List.of() : RunFiles.describe(state);
  }

  /**
   * Reads the output of a job that has ended, and passes on the outcome of each of its items in the
   * items' order, once all are recorded. A record without a line fails. An item that another read
   * has recorded is passed on again.
   *
   * @param output the folder with {@code manifest.json.out} and a file {@code *.jsonl.out} for each
   *     file of the input: {@link BatchJob#resultsUri()}, with or without a trailing slash
   * @throws IllegalArgumentException if the run has no such job
   * @throws IllegalStateException if the journal has no run of batch jobs or is closed
   * @throws StorageException if the output cannot be read
   * @throws io.github.titanembeddings.bulk.JournalException if the journal fails, or another run
   *     uses it
   */
  public BatchReadReport read(
      BatchInput input, S3Uri output, Consumer<? super BulkOutcome> callback) {
    tables.log().begin(tables.log().modelId());
    try {
      BatchState state = requireState();
      List<Progress> jobs = state.jobs();
      if (input.number() < 1 || input.number() > jobs.size()) {
        throw new IllegalArgumentException("the run in the journal has no job " + input.number());
      }
      Progress job = jobs.get(input.number() - 1);
      S3Uri folder = output.key().endsWith("/") ? output : S3Uri.of(output + "/");
      JobReader reader = new JobReader(store, state, tables.log().modelId(), limits);
      BatchReadReport report =
          reader.read(
              job.job(),
              state.isRetrySet(job.job()),
              folder,
              "the job's output has no such record");
      state.stage(job.job(), JobStage.READ, job.arn());
      if (state.run().stage() == Stage.WRITTEN
          && state.jobs().stream().allMatch(other -> other.stage() == JobStage.READ)) {
        state.stage(Stage.DONE);
      }
      reader.deliver(job.job().first() - 1, job.job().last(), item -> true, callback);
      return report;
    } finally {
      tables.log().end();
    }
  }

  /**
   * Writes the records that failed, except those with a recognized input error, as the input of
   * further jobs of the run, with the same record IDs. It is copied from the input that was
   * uploaded, which must still exist. For on-demand calls no such set is needed: a {@link
   * io.github.titanembeddings.bulk.BulkEmbedder} with this journal retries the failed items.
   *
   * @param tooFew the treatment of fewer records than a job needs; with {@link
   *     TooFewRecords#ON_DEMAND} they are not written
   * @return the new jobs' input, also among {@link #inputs()}
   * @throws io.github.titanembeddings.exception.InvalidRequestException if there are too few
   *     records, with {@link TooFewRecords#REJECT}
   * @throws IllegalStateException if a job is not read yet, or the journal has no run of batch jobs
   *     or is closed
   * @throws StorageException if the store fails
   * @throws io.github.titanembeddings.bulk.JournalException if the journal fails, or another run
   *     uses it
   */
  public List<BatchInput> writeRetrySet(TooFewRecords tooFew) {
    tables.log().begin(tables.log().modelId());
    try {
      BatchState state = requireState();
      int before = state.jobs().size();
      JobWriter.Settings settings =
          new JobWriter.Settings(
              store, tables, EmbeddingRequest.builder(), limits, tooFew, job -> {});
      JobWriter.writeFailed(settings, state);
      List<BatchInput> all = RunFiles.describe(state);
      return all.subList(before, all.size());
    } finally {
      tables.log().end();
    }
  }

  private BatchState requireState() {
    BatchState state = BatchState.openLast(tables);
    if (state == null) {
      throw new IllegalStateException("the journal has no run of batch jobs");
    }
    return state;
  }
}
