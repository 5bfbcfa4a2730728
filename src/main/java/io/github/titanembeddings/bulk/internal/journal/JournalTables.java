package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables that batch jobs keep in a journal's database, and its outcomes by their numbers, all
 * in the transactions of the log. Thread-safe.
 */
public final class JournalTables {
  /** The columns of {@code batch_items}; early versions lack {@code checksum}, the last one. */
  public static final List<String> ITEM_COLUMNS =
      List.of(
          "number", "key", "content", "same_as", "outcome", "truncation", "adjustment", "checksum");

  /** The statements that create the tables of batch jobs and their indexes if they are missing. */
  public static final List<String> BATCH_SCHEMA =
      List.of(
          "CREATE TABLE IF NOT EXISTS batch_run (id INTEGER PRIMARY KEY, tag TEXT, folder TEXT,"
              + " stage TEXT, vector_length INTEGER)",
          "CREATE TABLE IF NOT EXISTS batch_jobs (number INTEGER PRIMARY KEY, first INTEGER, last"
              + " INTEGER, records INTEGER, padding INTEGER, bytes INTEGER, files INTEGER, stage"
              + " TEXT, arn TEXT)",
          "CREATE TABLE IF NOT EXISTS batch_items (number INTEGER PRIMARY KEY, key, content BLOB,"
              + " same_as INTEGER, outcome INTEGER, truncation TEXT, adjustment TEXT, checksum"
              + " INTEGER)",
          "CREATE UNIQUE INDEX IF NOT EXISTS batch_items_of_key ON batch_items (key)",
          "CREATE INDEX IF NOT EXISTS batch_items_by_content ON batch_items (content)",
          "CREATE INDEX IF NOT EXISTS batch_items_by_same ON batch_items (same_as) WHERE same_as"
              + " > 0");

  private static final int OUTCOME = ITEM_COLUMNS.indexOf("outcome");
  private static final int CHECKSUM = ITEM_COLUMNS.indexOf("checksum");

  private final OutcomeLog log;

  /**
   * An outcome that is not retried.
   *
   * @param number the number of its row
   * @param isOwn whether it was recorded under the key, not under another key of the same content
   */
  public record Recorded(long number, boolean isOwn) {}

  public JournalTables(OutcomeLog log) {
    this.log = log;
  }

  /**
   * Returns the checksum of a batch item, over the values of all columns but the outcome, whose row
   * has its own.
   */
  public static long itemChecksum(List<@Nullable Object> values) {
    List<@Nullable Object> checked = new ArrayList<>(values.subList(0, CHECKSUM));
    checked.remove(OUTCOME);
    return OutcomeRow.checksum(checked);
  }

  /** Throws if a batch item's checksum is wrong; items of early versions have none. */
  public static void requireIntactItem(List<@Nullable Object> values) throws SQLException {
    Object checksum = values.size() > CHECKSUM ? values.get(CHECKSUM) : null;
    if (checksum != null && !checksum.equals(itemChecksum(values))) {
      throw JournalDatabase.damagedRow("the batch item number " + values.get(0));
    }
  }

  public OutcomeLog log() {
    return log;
  }

  /** Returns the outcome of an item that this run need not send; null if there is none. */
  public @Nullable Recorded find(String key, ContentHash hash, int length) {
    synchronized (log) {
      log.requireOpen();
      log.beginLength(length);
      if (log.lastNumber() == 0) {
        return null; // saves two queries for each item of a first run
      }
      OutcomeRow own = log.database().ofKey(key, Long.MAX_VALUE);
      if (own != null && own.content().equals(hash) && log.isFinal(own)) {
        return new Recorded(own.number(), true);
      }
      OutcomeRow alike = ofContent(hash);
      return alike == null ? null : new Recorded(alike.number(), false);
    }
  }

  /** Returns whether a content has an outcome that is not retried, under any key. */
  public boolean isRecorded(ContentHash hash) {
    synchronized (log) {
      log.requireOpen();
      return log.lastNumber() > 0 && ofContent(hash) != null;
    }
  }

  private @Nullable OutcomeRow ofContent(ContentHash hash) {
    OutcomeRow row = log.database().ofContent(hash);
    return row != null && log.isFinal(row) ? row : null;
  }

  /** Returns the outcome in a row, which must be that of a content, under a key. */
  public BulkOutcome outcome(long number, @Nullable ContentHash content, String key) {
    return row(number, content).outcome(key, log.modelId());
  }

  /** Returns whether the outcome in a row is a failure that the next run retries. */
  public boolean isRetried(long number, @Nullable ContentHash content) {
    return log.isRetried(row(number, content));
  }

  private OutcomeRow row(long number, @Nullable ContentHash content) {
    synchronized (log) {
      log.requireOpen();
      OutcomeRow row = log.database().ofNumber(number);
      if (row == null) {
        throw JournalFailures.missing(log.path(), 1);
      }
      if (!row.content().equals(content)) {
        throw JournalFailures.damaged(
            log.path(), "the outcome number " + number + " belongs to another item of a batch run");
      }
      return row;
    }
  }

  /** Adds an outcome to the current group and returns the number of its row. */
  public long record(String key, ContentHash hash, BulkOutcome outcome) {
    synchronized (log) {
      log.record(key, hash, outcome);
      return log.lastNumber();
    }
  }

  /** Returns the number of the last row, which may not be committed yet. */
  public long lastNumber() {
    return log.lastNumber();
  }

  public <T> List<T> query(String sql, JournalDatabase.Mapper<T> mapper, Object... parameters) {
    synchronized (log) {
      log.requireOpen();
      return log.database().query(sql, mapper, parameters);
    }
  }

  /** Changes a table in the current group; returns the number of changed rows. */
  public int update(String sql, @Nullable Object... parameters) {
    synchronized (log) {
      log.requireOpen();
      log.requireWritable();
      try {
        return log.database().change(sql, parameters);
      } catch (JournalException e) {
        throw log.fail(e);
      }
    }
  }
}
