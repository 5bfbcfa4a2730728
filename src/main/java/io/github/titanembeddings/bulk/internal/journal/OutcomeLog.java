package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.bulk.internal.journal.JournalLock.Marker;
import io.github.titanembeddings.internal.MissingDependency;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An open journal: the claims of the current run, and the outcomes in the database. Thread-safe.
 *
 * <p>In memory are the items in progress and one bit per row, which marks the keys that the run has
 * claimed. Readers see committed outcomes only. Every method may throw a {@link JournalException},
 * which stops the run.
 */
public final class OutcomeLog implements AutoCloseable {
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final JournalLock lock;
  private final JournalDatabase database;
  private final ModelId modelId;
  private final boolean retryRejected;
  private final Set<String> keys = new HashSet<>();
  private final Map<ContentHash, String> contents = new HashMap<>();
  private BitSet claimedRows = new BitSet();
  private Facts committed;
  private Facts current;
  private long runLength;
  private long start;
  private boolean isRunning;
  private boolean isClosed;
  private @Nullable JournalException broken;

  /** The result of a claim. */
  public sealed interface Claim {
    /** The item must be sent. */
    record New() implements Claim {}

    /**
     * The item has an outcome.
     *
     * @param outcome the outcome under the claimed key
     * @param recorded whether the log has it under this key; if not, it must be recorded
     */
    record Done(BulkOutcome outcome, boolean recorded) implements Claim {}

    /** The key was already claimed in this run. */
    record DuplicateKey() implements Claim {}

    /** The content was claimed in this run under another key, whose outcome applies to both. */
    record SameContent() implements Claim {}
  }

  private OutcomeLog(
      JournalLock lock,
      JournalDatabase database,
      Facts facts,
      ModelId modelId,
      boolean retryRejected) {
    this.lock = lock;
    this.database = database;
    this.committed = facts;
    this.current = facts;
    this.modelId = modelId;
    this.retryRejected = retryRejected;
  }

  /** Opens the journal of a model or creates one, with the settings of {@code Journal.Builder}. */
  public static OutcomeLog open(
      Path path, String model, ModelId id, boolean isPowerSafe, boolean retryRejected, int pages) {
    requireSqlite();
    JournalLock lock = null;
    JournalDatabase database = null;
    OutcomeLog store = null;
    try {
      lock = JournalLock.of(path, false);
      Marker marker = lock.marker();
      boolean exists = lock.hasDatabase();
      database = JournalDatabase.open(path, lock.real(), isPowerSafe, pages);
      database.rememberVersion();
      Facts facts;
      JournalException full = null;
      if (exists && !OpeningCheck.isNew(marker, database)) {
        facts = database.facts();
        OpeningCheck check = new OpeningCheck(path, facts, marker);
        check.requireModel(model);
        if (!lock.closed(facts, database.hasBatchRun()).equals(marker)) {
          check.requireAllRows(database);
        }
        full = fullDisk(database, facts);
      } else {
        facts = Facts.ofNewJournal(model);
        database.create(facts);
      }
      lock.rememberFiles();
      if (full == null) {
        lock.mark(facts, database.hasBatchRun());
      }
      store = new OutcomeLog(lock, database, facts, id, retryRejected);
      store.broken = full;
      return store;
    } catch (IOException e) {
      throw JournalFailures.of(path, e);
    } finally {
      if (store == null) {
        close(database, lock);
      }
    }
  }

  /** Returns the failure to write to a full disk, on which the journal can still be read. */
  private static @Nullable JournalException fullDisk(JournalDatabase database, Facts facts) {
    try {
      database.requireWritable(facts);
      return null;
    } catch (JournalException e) {
      if (e.kind() == Kind.DISK_FULL) {
        return e;
      }
      throw e;
    }
  }

  static void requireSqlite() {
    MissingDependency.require("org.sqlite.SQLiteDataSource", "org.xerial:sqlite-jdbc", "Journal");
  }

  /** Begins a run: keys that were claimed in an earlier run may be claimed again. */
  public synchronized void begin(ModelId other) {
    if (!other.equals(modelId)) {
      throw JournalFailures.otherModel(
          lock.path(), "the journal holds vectors of model " + modelId + ", not of " + other);
    }
    if (isRunning) {
      throw new JournalException(
          Kind.LOCKED,
          lock.path(),
          "another run uses the journal; a journal serves one run at a time",
          null);
    }
    requireOpen();
    if (broken != null) {
      throw new JournalException(
          broken.kind() == Kind.LOCKED ? Kind.FAILED : broken.kind(), // waiting does not help
          lock.path(),
          "nothing can be recorded since a write failed; repair its cause, then open the journal"
              + " again",
          broken);
    }
    claimedRows = new BitSet();
    isRunning = true;
    start = committed.outcomes();
    runLength = committed.vectorLength();
  }

  /** Ends the run; claimed items that got no outcome may be claimed by the next one. */
  public synchronized void end() {
    keys.clear();
    contents.clear();
    isRunning = false;
    notifyAll();
  }

  /**
   * Claims an item for this run.
   *
   * @param length the requested length of the vector
   * @return whether the item must be sent, and if not, why
   */
  public synchronized Claim claim(String key, ContentHash hash, int length) {
    requireOpen();
    beginLength(length);
    OutcomeRow own = database.ofKey(key, Long.MAX_VALUE);
    if (keys.contains(key) || (own != null && claimedRows.get(index(own)))) {
      return new Claim.DuplicateKey();
    }
    if (own != null) {
      claimedRows.set(index(own));
      if (own.content().equals(hash) && isFinal(own)) {
        return new Claim.Done(own.outcome(key, modelId), true);
      }
    }
    keys.add(key);
    if (contents.containsKey(hash)) {
      return new Claim.SameContent();
    }
    OutcomeRow alike = database.ofContent(hash);
    if (alike != null && isFinal(alike)) {
      return new Claim.Done(alike.outcome(key, modelId), false);
    }
    contents.put(hash, key);
    return new Claim.New();
  }

  private static int index(OutcomeRow row) {
    return Math.toIntExact(row.number());
  }

  /** Returns whether an outcome is not retried, in this run or at all. */
  boolean isFinal(OutcomeRow row) {
    return row.isEmbedded() || row.number() > start || (!retryRejected && row.isPermanentFailure());
  }

  /** Requires the length of the run, or sets it. */
  void beginLength(int length) {
    requireLength(length);
    runLength = length;
  }

  private void requireLength(int length) {
    if (runLength != 0 && length != runLength) {
      throw JournalFailures.otherModel(
          lock.path(), "the journal holds vectors of " + runLength + " floats, not of " + length);
    }
  }

  /** Adds the outcome of a claimed item to the current group. */
  public synchronized void record(String key, ContentHash hash, BulkOutcome outcome) {
    OutcomeRow row = OutcomeRow.of(current.outcomes() + 1, key, hash, outcome);
    if (row.isEmbedded()) {
      requireLength(row.vectorLength());
    }
    add(row);
    claimedRows.set(index(row));
    keys.remove(key);
    contents.remove(hash, key);
  }

  private void add(OutcomeRow row) {
    requireOpen();
    requireWritable();
    try {
      OutcomeRow before = database.ofKey(row.key(), Long.MAX_VALUE);
      database.insert(row);
      current = current.plus(row, before);
    } catch (JournalException e) {
      throw fail(e);
    }
  }

  /** Commits the current group. None of its outcomes may be reported before this returns. */
  public synchronized void commit() {
    requireWritable();
    requireOpen(); // closing has discarded the group
    if (!database.isWriting()) {
      return;
    }
    try {
      lock.requireSameFiles();
      database.commit(current);
      committed = current;
      lock.mark(committed, database.hasBatchRun());
    } catch (IOException e) {
      throw fail(JournalFailures.of(lock.path(), e));
    } catch (JournalException e) {
      throw fail(e);
    }
  }

  void requireWritable() {
    if (broken != null) {
      throw broken;
    }
  }

  /** Rolls back; nothing more is written after a failure. */
  JournalException fail(JournalException e) {
    broken = e;
    database.rollback();
    current = committed;
    return e;
  }

  public synchronized long embedded() {
    return committed.embedded();
  }

  public synchronized long failed() {
    return committed.failed();
  }

  /** Returns the number of the last row, which may not be committed yet. */
  synchronized long lastNumber() {
    return current.outcomes();
  }

  /** Returns whether the next run retries an outcome. */
  boolean isRetried(OutcomeRow row) {
    return !row.isEmbedded() && (retryRejected || !row.isPermanentFailure());
  }

  JournalDatabase database() {
    return database;
  }

  Path path() {
    return lock.path();
  }

  public ModelId modelId() {
    return modelId;
  }

  public synchronized Optional<BulkOutcome> outcome(String key) {
    requireOpen();
    return Optional.ofNullable(database.ofKey(key, committed.outcomes()))
        .map(row -> row.outcome(key, modelId));
  }

  /** Returns the latest outcome of each key, as of now, in the order of recording. */
  public synchronized Stream<BulkOutcome> outcomes() {
    requireOpen();
    long upTo = committed.outcomes();
    return StreamSupport.stream(
            new LatestOutcomes(path(), committed, (from, to) -> latest(from, to, upTo)), false)
        .map(row -> row.outcome(row.key(), modelId));
  }

  private synchronized List<OutcomeRow> latest(long from, long to, long upTo) {
    requireOpen();
    return database.latest(from, to, upTo);
  }

  void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the journal is closed");
    }
  }

  /** Waits up to two seconds for a run to end, then closes; uncommitted outcomes are discarded. */
  @Override
  public void close() {
    close(CLOSE_NANOS);
  }

  /** Same as {@link #close()}, but waits at most the given nanoseconds. */
  synchronized void close(long nanos) {
    if (isClosed) {
      return;
    }
    long end = System.nanoTime() + nanos;
    try {
      for (long left = nanos; isRunning && !isClosed && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isClosed) {
      return; // another thread closed it during the wait
    }
    isClosed = true;
    notifyAll();
    try (lock) {
      boolean isKnown = closeDatabase();
      if (broken == null) {
        lock.requireSameFiles();
        if (isKnown) {
          lock.markClosed(committed);
        }
      }
    } catch (IOException e) {
      throw JournalFailures.of(lock.path(), e);
    }
  }

  /** Closes the database; returns whether no other program changed it, so that it is complete. */
  private boolean closeDatabase() {
    try (database) {
      if (lock.hasSameFiles()) {
        database.deleteRollbackJournal();
      }
      return !database.isChangedByOthers();
    }
  }

  private static void close(@Nullable JournalDatabase database, @Nullable JournalLock lock) {
    try (JournalLock first = lock;
        JournalDatabase second = database) {
      // Closes both, the database first.
    } catch (IOException | JournalException e) {
      // The exception being thrown is more specific.
    }
  }
}
