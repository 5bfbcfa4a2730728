package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.bulk.internal.journal.JournalAccess;
import io.github.titanembeddings.bulk.internal.journal.JournalRepair;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.model.ModelId;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A SQLite database that records the outcome of every item, so that a run resumes where an earlier
 * one ended, even after {@code kill -9} or a power failure. An outcome is committed before it is
 * reported. Thread-safe.
 *
 * <pre>{@code
 * try (Journal journal = Journal.open(Path.of("items.journal"), titan.modelId())) {
 *   BulkOptions options = BulkOptions.builder().journal(journal).build();
 *   BulkEmbedder.of(titan, options).embed(items, outcome -> {});
 * }
 * }</pre>
 *
 * <p><b>Resumption and deduplication.</b> An item is identified by its key and by the SHA-256 of
 * the model, the vector length, its text and its image bytes. An item whose key and content are
 * recorded is not resent; items with the same content are sent once; a key with new content is
 * embedded again, and its latest outcome counts. A key that occurs twice in a run fails. The next
 * run retries every failure except a recognized input error, such as too many tokens. Calls in
 * flight when the process is killed, at most {@link BulkOptions#maxInFlight}, are sent and billed
 * again, as are calls that a closed run cancels. All vectors of a journal have one model and one
 * length. A key has at most 65,536 characters; a journal holds up to 2,147,483,647 outcomes, and
 * needs one bit of heap for each.
 *
 * <p><b>Requirements.</b> {@code org.xerial:sqlite-jdbc} on the class path. It unpacks a native
 * library to {@code java.io.tmpdir}, which must allow execution, or to {@code org.sqlite.tmpdir}.
 * On JDK 24 and later, {@code --enable-native-access=ALL-UNNAMED} avoids a warning. Local disks
 * only: network file systems do not lock and sync reliably.
 *
 * <p><b>Files.</b> Beside the database are a lock file with the suffix {@code .lock}, which ensures
 * one writer and reveals a database that was deleted, emptied, truncated or replaced, and a
 * rollback journal with the suffix {@code -journal}. Move and copy the three together while the
 * journal is closed; to start over, delete all of them: a journal without its database is damaged.
 * Names that end in {@code -journal}, {@code -wal}, {@code -shm} or {@code .lock} are rejected, as
 * are a database with hard links, a lock file that is a symbolic link, and a file of another
 * program with the name of the rollback journal or write-ahead log, which SQLite would delete.
 *
 * <p><b>Damage.</b> Every row has a checksum that is verified when it is read, so a damaged vector
 * is never returned. After anything but a clean close, or if another program changed the database
 * while it was open, opening checks the database and counts its rows (some seconds per GB). {@link
 * JournalException.Kind#DAMAGED} describes the damage, and {@link #repair} keeps the intact
 * outcomes. Bits of an index that decay after a clean close are not detected by opening: they may
 * hide an outcome from {@link #outcome}, and its item from the next run, which then resends it.
 *
 * <p><b>Queries.</b> Any SQLite tool can read the database, also during a run (a reader that holds
 * a transaction for a minute stops the run). The table {@code outcomes} has a row per outcome, in
 * the order of {@code number}; the last one of a key counts. Its columns: {@code key}, {@code
 * content} (SHA-256), {@code vector} (little-endian float32), {@code binary} (bits), {@code
 * text_tokens}, {@code input_tokens}, {@code request_id}, {@code truncation}, {@code adjustment},
 * {@code failure} (as {@link RecordedFailureException#kind()}; null for a vector), {@code message},
 * {@code retryable}, {@code permanent}, {@code status}, {@code attempts}, {@code recorded_at}
 * (UTC). The table {@code facts} has a single row: {@code model}, {@code vector_length}, {@code
 * library_version} and counts.
 *
 * <pre>
 * sqlite3 items.journal "SELECT failure, count(*) FROM outcomes AS o WHERE number =
 *   (SELECT max(number) FROM outcomes WHERE key = o.key) GROUP BY failure"
 * </pre>
 */
public final class Journal implements AutoCloseable {
  static {
    JournalAccess.set(new JournalAccess(journal -> ((Journal) journal).log));
  }

  private final Path file;
  private final OutcomeLog log;

  /** The events that committed outcomes survive. */
  public enum Durability {
    /** A power failure: each commit waits for the disk. */
    POWER,
    /**
     * Any end of the process, but not a power failure or an operating system crash, which may
     * damage the whole journal. Faster; for runs that can be repeated.
     */
    PROCESS
  }

  /**
   * The result of {@link #repair}.
   *
   * @param kept the number of outcomes that were intact
   * @param lost the number of outcomes that were damaged or missing, as far as known
   * @param batchRunLost whether the state of a batch run, if the journal had one, could not be
   *     read, so that the next run does not know its jobs
   * @param original the path of the damaged file
   */
  public record Repair(long kept, long lost, boolean batchRunLost, Path original) {
    /** Rejects null. */
    public Repair {
      Objects.requireNonNull(original, "original");
    }
  }

  private Journal(Builder builder) {
    file = builder.file;
    log =
        OutcomeLog.open(
            file,
            builder.modelId.toString(),
            builder.modelId,
            builder.durability == Durability.POWER,
            builder.retryRejected,
            builder.maxPages);
  }

  /**
   * Opens the journal of a model, or creates it, with the defaults of {@link #builder}.
   *
   * @throws JournalException as {@link Builder#open()}
   * @throws IllegalStateException if {@code org.xerial:sqlite-jdbc} is missing
   */
  public static Journal open(Path file, ModelId modelId) {
    return builder(file, modelId).open();
  }

  /** Returns a new builder for the journal of a model. */
  public static Builder builder(Path file, ModelId modelId) {
    return new Builder(file, modelId);
  }

  /**
   * Copies the intact outcomes of a damaged journal to a new database of the same name. The damaged
   * file remains beside it, unchanged, with the suffix {@code .damaged}, or {@code .damaged-2} and
   * so on if that name is taken. A rollback journal or write-ahead log with pending changes is kept
   * with it. The new file has the owner, group and permissions of the old one, as far as the
   * process may set them; repair the journal of another user only in a folder that you trust. If
   * the process is killed, a repair may leave files with {@code .repaired} in their names, which
   * can be deleted, and an extra {@code .damaged} copy or hard link. The next run embeds the items
   * whose outcomes were lost. A batch run in progress is kept, and reads lost outcomes again from
   * the output of its jobs.
   *
   * @throws JournalException if the journal is open, cannot be read or written, is not a journal,
   *     or has lost the name of its model
   * @throws IllegalStateException if {@code org.xerial:sqlite-jdbc} is missing
   */
  public static Repair repair(Path file) {
    JournalRepair.Result result = JournalRepair.repair(file);
    return new Repair(result.kept(), result.lost(), result.batchRunLost(), result.original());
  }

  /** Returns the number of keys whose latest outcome is a vector. */
  public long embedded() {
    return log.embedded();
  }

  /** Returns the number of keys whose latest outcome is a failure. */
  public long failed() {
    return log.failed();
  }

  /**
   * Returns the latest outcome of each key in the order of recording, read lazily; later outcomes
   * are not included. A failure is a {@link RecordedFailureException}. Read the stream before you
   * close the journal.
   *
   * @throws JournalException (also from the stream) if the database cannot be read or is damaged;
   *     the end of the stream reports missing outcomes
   * @throws IllegalStateException (also from the stream) if the journal is closed
   */
  public Stream<BulkOutcome> outcomes() {
    return log.outcomes();
  }

  /**
   * Returns the latest outcome of a key.
   *
   * @throws JournalException if the database cannot be read or is damaged
   * @throws IllegalStateException if the journal is closed
   */
  public Optional<BulkOutcome> outcome(String key) {
    return log.outcome(key);
  }

  OutcomeLog log() {
    return log;
  }

  /**
   * Closes the database and releases the lock. Close the run that uses the journal first; this
   * waits up to two seconds for it to record the responses that it has received.
   *
   * @throws JournalException if the database cannot be closed
   */
  @Override
  public void close() {
    log.close();
  }

  @Override
  public String toString() {
    return "Journal[" + file + ", " + embedded() + " embedded, " + failed() + " failed]";
  }

  /** Builder for {@link Journal}. Not thread-safe. */
  public static final class Builder {
    private final Path file;
    private final ModelId modelId;
    private Durability durability = Durability.POWER;
    private boolean retryRejected;
    private int maxPages;

    private Builder(Path file, ModelId modelId) {
      this.file = Objects.requireNonNull(file, "file");
      this.modelId = Objects.requireNonNull(modelId, "modelId");
    }

    /** Sets which events committed outcomes survive; {@link Durability#POWER} by default. */
    public Builder durability(Durability durability) {
      this.durability = Objects.requireNonNull(durability, "durability");
      return this;
    }

    /**
     * Sets whether to retry input that the service rejected in an earlier run, which may succeed
     * with another {@code textOverflow} or {@code imageFit}; false by default.
     */
    public Builder retryRejected(boolean retryRejected) {
      this.retryRejected = retryRejected;
      return this;
    }

    /** Limits the file to pages of 4 KiB, to test a full disk. */
    Builder maxPages(int maxPages) {
      this.maxPages = maxPages;
      return this;
    }

    /**
     * Opens the journal or creates it. On a full disk an existing journal opens for reading only: a
     * run with it fails before a request is sent.
     *
     * @throws JournalException if the journal is open elsewhere, belongs to another model, has an
     *     unknown format, is damaged or incomplete, is another kind of file, or cannot be read or
     *     written
     * @throws IllegalStateException if {@code org.xerial:sqlite-jdbc} is missing
     */
    public Journal open() {
      return new Journal(this);
    }
  }
}
