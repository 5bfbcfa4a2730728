package io.github.titanembeddings.batch;

import io.github.titanembeddings.batch.internal.state.BatchState;
import io.github.titanembeddings.batch.internal.state.BatchState.Stage;
import io.github.titanembeddings.batch.internal.write.JobWriter;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.internal.journal.JournalAccess;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Writes items as the input of batch jobs, one JSON object per line: {@code recordId} and {@code
 * modelInput}, which is the body of InvokeModel. {@link BatchEmbedder} runs the whole process; use
 * the writer alone to submit jobs by other means. Not thread-safe.
 *
 * <pre>{@code
 * List<BatchInput> inputs =
 *     BatchRecordWriter.builder(s3, S3Uri.of("s3://shop/batch"), journal).build().write(items, f -> {});
 * }</pre>
 *
 * <p>Items are divided into jobs at the limits of {@link
 * io.github.titanembeddings.validation.Limit#BATCH_RECORDS} and {@code BATCH_JOB_BYTES}, their
 * files at {@code BATCH_FILE_BYTES}, so that none has fewer than {@code BATCH_RECORDS_MIN} records.
 * To guarantee the minimum, the last records of a job are held back in a temporary file: fewer than
 * twice the minimum, or more if their sizes differ much. The heap holds one record, up to 32 items
 * read ahead (32 MiB), and the store's buffers, for S3 four parts of 8 MiB. To keep that bound, a
 * read of one byte first determines the size of each image in S3.
 *
 * <p>The journal maps record IDs of 11 letters and digits to keys. Items that it records as
 * completed get no record, nor do items with the content of another; an item fails if its record
 * exceeds the size limit of a file. A run is a folder of its own below the given one. If writing
 * fails or the process is killed, the next call resumes: it discards the unfinished uploads of the
 * run's folder, skips the items of complete jobs, and writes the others.
 */
public final class BatchRecordWriter {
  private final ObjectStore store;
  private final S3Uri folder;
  private final JournalTables tables;
  private final EmbeddingRequest.Builder defaults;
  private final Limits limits;
  private final TooFewRecords tooFew;

  private BatchRecordWriter(Builder builder) {
    store = builder.store;
    folder = builder.folder;
    tables = JournalAccess.tablesOf(builder.journal);
    RequestCheck check = new RequestCheck();
    check.required("modelId", tables.log().modelId().value(), FieldRule.BATCH_MODEL);
    check.requireValid();
    defaults = EmbeddingRequest.builder();
    builder.requests.accept(defaults);
    limits = builder.limits;
    tooFew = builder.tooFew;
  }

  /**
   * Returns a new builder.
   *
   * @param store where the files are written: S3, or a folder
   * @param folder the parent of the run's folder
   * @param journal the journal of the model
   */
  public static Builder builder(ObjectStore store, S3Uri folder, Journal journal) {
    return new Builder(store, folder, journal);
  }

  /**
   * Writes all items and returns the input of each job. If the run that is under way is written
   * already, returns its input.
   *
   * @param rejected receives the items that are not recorded in the journal: their key is a
   *     duplicate, or their text or image cannot be read or is not valid. Other failures are in the
   *     journal
   * @throws InvalidRequestException if there are too few records, with {@link TooFewRecords#REJECT}
   * @throws StorageException if the store fails; nothing unfinished is left in it
   * @throws io.github.titanembeddings.bulk.JournalException if the journal fails, or another run
   *     uses it
   * @throws IllegalStateException if the journal is closed
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   */
  public List<BatchInput> write(
      Iterable<BulkItem> items, Consumer<? super BulkOutcome.Failed> rejected) {
    tables.log().begin(tables.log().modelId());
    try {
      BatchState state = BatchState.open(tables, folder);
      if (state.run().stage() == Stage.WRITING) {
        JobWriter.Settings settings =
            new JobWriter.Settings(store, tables, defaults, limits, tooFew, job -> {});
        try (JobWriter writer = new JobWriter(settings, state)) {
          writer.write(items.iterator(), rejected);
        }
        if (state.jobs().isEmpty()) {
          state.stage(Stage.DONE);
        }
      }
      return RunFiles.describe(state);
    } finally {
      tables.log().end();
    }
  }

  /** Builder for {@link BatchRecordWriter}. Not thread-safe. */
  public static final class Builder {
    private final ObjectStore store;
    private final S3Uri folder;
    private final Journal journal;
    private Consumer<EmbeddingRequest.Builder> requests = request -> {};
    private Limits limits = Limits.titanMultimodalG1();
    private TooFewRecords tooFew = TooFewRecords.REJECT;

    private Builder(ObjectStore store, S3Uri folder, Journal journal) {
      this.store = Objects.requireNonNull(store, "store");
      this.folder = Objects.requireNonNull(folder, "folder");
      this.journal = Objects.requireNonNull(journal, "journal");
    }

    /** Sets the values that items leave unset, such as the length of the vector. */
    public Builder requests(Consumer<EmbeddingRequest.Builder> defaults) {
      this.requests = Objects.requireNonNull(defaults, "defaults");
      return this;
    }

    /** Sets the limits of jobs and files; those of the service by default. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets what happens to records that are too few for a job; {@link TooFewRecords#REJECT} by
     * default. With {@link TooFewRecords#ON_DEMAND} they are not written: embed the same items with
     * a {@link io.github.titanembeddings.bulk.BulkEmbedder} and this journal.
     */
    public Builder tooFew(TooFewRecords tooFew) {
      this.tooFew = Objects.requireNonNull(tooFew, "tooFew");
      return this;
    }

    /**
     * Builds the writer.
     *
     * @throws InvalidRequestException if the journal's model does not support batch jobs
     */
    public BatchRecordWriter build() {
      return new BatchRecordWriter(this);
    }
  }
}
