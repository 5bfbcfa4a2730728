package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.journal.ByteFile;
import io.github.titanembeddings.bulk.internal.journal.JournalLog;
import io.github.titanembeddings.bulk.internal.journal.JournalOutcomes;
import io.github.titanembeddings.bulk.internal.journal.JournalRecord;
import io.github.titanembeddings.bulk.internal.journal.JournalStore;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.model.ModelId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A file that keeps the outcome of every item, so that a run that ended early, however it did,
 * resumes where it was: an item whose outcome was written is not sent again. An outcome is in the
 * file before it is reported. Thread-safe. Only one journal object at a time can have the file
 * open, which a lock file with the suffix {@code .lock} ensures; the lock file is not deleted.
 *
 * <p>Calls that are in flight when the process is killed are billed twice: the service has embedded
 * their items, but no outcome was written, so the next run sends them again. These are at most
 * {@link BulkOptions#maxInFlight} items, 64 by default; killed once, a run of 2,000 items may send
 * 2,064 requests. A run that is closed or stops by itself cancels its calls, which may be billed
 * too. After a power cut, items that were written since the last {@link FsyncPolicy sync} are also
 * sent and billed again.
 *
 * <p>An item is known by its key and by the SHA-256 of the model, the length of the vector, its
 * text and the bytes of its image, which are read to tell. A key that is done but has other content
 * now is embedded anew, and its last outcome counts. A key that comes twice in a run fails. Items
 * with the same content are sent once. The next run retries every failure except a recognized fault
 * of the input that the service refused, such as too many tokens.
 *
 * <p>In memory is an index of 32 to 64 bytes an item, up to 805,306,368 items; keys have 65,536
 * characters at most. Two keys or contents of the same place in the index are told apart by reading
 * the file. A record takes the vector at four bytes a number, two bytes for each character of the
 * key, and about 100 bytes more; superseded ones stay in the file.
 *
 * <p>If the last record is not whole, as after a power cut, it is cut off when the journal is
 * opened, and its item is sent again. If another one is not what was written, opening is refused
 * unless {@link Builder#repair} allows to go on without it.
 */
public final class Journal implements AutoCloseable {
  private final Path file;
  private final ModelId modelId;
  private final JournalStore store;
  private final JournalLog log;

  private Journal(Builder builder) {
    file = builder.file;
    modelId = builder.modelId;
    JournalStore.Options options =
        new JournalStore.Options(
            builder.repair, builder.fsync.rule(), builder.files, System::nanoTime);
    store = JournalStore.open(file, modelId.value(), options);
    log = new JournalLog(file, store, modelId, builder.retryRefused);
  }

  /**
   * Opens the journal of a model, or makes one.
   *
   * @throws io.github.titanembeddings.bulk.JournalException as {@link Builder#open()}
   */
  public static Journal open(Path file, ModelId modelId) {
    return builder(file, modelId).open();
  }

  /** Starts to open the journal of a model in a file, which is made if it is not there. */
  public static Builder builder(Path file, ModelId modelId) {
    return new Builder(file, modelId);
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The model whose vectors it holds. */
  public ModelId modelId() {
    return modelId;
  }

  /** How many items have their vector. */
  public long embedded() {
    return store.embedded();
  }

  /** How many items have failed, and were not embedded since. */
  public long failed() {
    return store.failed();
  }

  /** How many bytes of a last record that was not whole were cut off when it was opened. */
  public long cutBytes() {
    return store.cutBytes();
  }

  /** How many bytes were damaged when it was opened with {@link Builder#repair}. */
  public long damagedBytes() {
    return store.damagedBytes();
  }

  /**
   * The last outcome of each key, in the order in which they were written; read from the file as
   * the stream goes on. Outcomes that are written meanwhile are not in it. A failure is a {@link
   * RecordedFailureException}. The stream throws {@link
   * io.github.titanembeddings.bulk.JournalException} if the file can't be read.
   */
  public Stream<BulkOutcome> outcomes() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                store.records(), Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .map((JournalRecord record) -> JournalOutcomes.outcome(record.key(), record, modelId));
  }

  /** The last outcome of a key. */
  public Optional<BulkOutcome> outcome(String key) {
    return Optional.ofNullable(store.ofKey(key))
        .map(entry -> JournalOutcomes.outcome(key, store.read(entry), modelId));
  }

  /**
   * Waits until all that was written is on the disk.
   *
   * @throws io.github.titanembeddings.bulk.JournalException if that fails
   */
  public void sync() {
    store.sync();
  }

  OutcomeLog log() {
    return log;
  }

  /**
   * Waits until all that was written is on the disk, and lets others open it. Close the run that
   * uses it before; it has two seconds to write down what it has received.
   */
  @Override
  public void close() {
    log.awaitEnd();
    store.close();
  }

  @Override
  public String toString() {
    return "Journal[" + file + ", " + embedded() + " embedded, " + failed() + " failed]";
  }

  /** Collects how a journal is opened. Not safe for use by several threads. */
  public static final class Builder {
    private final Path file;
    private final ModelId modelId;
    private FsyncPolicy fsync = FsyncPolicy.every(Duration.ofSeconds(1));
    private boolean repair;
    private boolean retryRefused;
    private UnaryOperator<ByteFile> files = UnaryOperator.identity();

    private Builder(Path file, ModelId modelId) {
      this.file = Objects.requireNonNull(file, "file");
      this.modelId = Objects.requireNonNull(modelId, "modelId");
    }

    /** When to wait for the disk; every second by default. */
    public Builder fsync(FsyncPolicy fsync) {
      this.fsync = Objects.requireNonNull(fsync, "fsync");
      return this;
    }

    /**
     * Whether to go on without records that are damaged, and to mark the places; false by default.
     * Their items are sent again by the next run. If the header is damaged, the model is taken to
     * be the one that is given here.
     */
    public Builder repair(boolean repair) {
      this.repair = repair;
      return this;
    }

    /**
     * Whether to send again what the service refused in an earlier run, as it may do better with
     * another {@code textOverflow} or {@code imageFit}; false by default.
     */
    public Builder retryRefused(boolean retryRefused) {
      this.retryRefused = retryRefused;
      return this;
    }

    /** What stands between the journal and its file. */
    Builder files(UnaryOperator<ByteFile> files) {
      this.files = files;
      return this;
    }

    /**
     * Opens the journal, or makes one, and reads it through.
     *
     * @throws io.github.titanembeddings.bulk.JournalException if it is open elsewhere, is of
     *     another model or a later format, is damaged, is something else, or can't be read or
     *     written
     */
    public Journal open() {
      return new Journal(this);
    }
  }
}
