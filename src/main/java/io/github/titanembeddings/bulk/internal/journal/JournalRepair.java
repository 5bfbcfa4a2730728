package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.bulk.internal.journal.JournalLock.Marker;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies the intact outcomes of a damaged database to a new one, which takes its place. */
public final class JournalRepair {
  /** The suffix of the damaged file. */
  static final String DAMAGED = ".damaged";

  private static final int ROWS_PER_COMMIT = 1_000;
  private static final System.Logger LOG = System.getLogger(JournalRepair.class.getName());
  private static final int ROW_BYTES_MIN = 64; // of the hash, the time and the checksum alone

  /** The result of a repair, as in {@code Journal.Repair}. */
  public record Result(long kept, long lost, boolean batchRunLost, Path original) {}

  private JournalRepair() {}

  public static Result repair(Path path) {
    OutcomeLog.requireSqlite();
    if (!Files.exists(path)) {
      throw new JournalException(Kind.FAILED, path, "there is no such file", null);
    }
    try (JournalLock lock = JournalLock.of(path, true)) {
      orNull(lock::hasDatabase); // rejects what is no journal
      return repair(lock);
    } catch (IOException e) {
      throw JournalFailures.of(path, e);
    }
  }

  private static Result repair(JournalLock lock) throws IOException {
    Path original = unused(lock.real(), DAMAGED);
    Path repaired = unused(lock.real(), ".repaired");
    boolean isOpened = false;
    try {
      boolean isKept = keepWithPending(lock.real(), original);
      isOpened = true;
      return repair(lock, original, isKept, repaired);
    } catch (IOException | RuntimeException e) {
      if (!isOpened || isUnchanged(lock.real(), original)) {
        delete(original);
      }
      throw e;
    } finally {
      delete(repaired);
    }
  }

  /** Returns whether the database and its pending changes are known to be identical to the copy. */
  private static boolean isUnchanged(Path real, Path copy) {
    try {
      if (!Files.exists(copy) || Files.mismatch(real, copy) != -1) {
        return false;
      }
      for (String suffix : JournalFiles.PENDING) {
        Path pending = JournalFiles.withSuffix(copy, suffix);
        if (Files.exists(pending)
            && (!hasBytes(JournalFiles.withSuffix(real, suffix))
                || Files.mismatch(JournalFiles.withSuffix(real, suffix), pending) != -1)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot compare a journal with its copy", e);
      return false;
    }
  }

  private static void delete(Path database) {
    for (String suffix : JournalFiles.SUFFIXES) {
      try {
        Files.deleteIfExists(JournalFiles.withSuffix(database, suffix));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "cannot delete a temporary file of a repair", e);
      }
    }
  }

  private static Result repair(JournalLock lock, Path original, boolean isKept, Path repaired)
      throws IOException {
    Marker marker = lock.marker();
    long known = marker == null ? 0 : marker.outcomes();
    Facts facts;
    boolean isBatchRunCopied = false;
    boolean hasBatchRun;
    try (JournalDatabase old =
        orNull(() -> JournalDatabase.open(lock.path(), lock.real(), true, 0))) {
      Facts found = old == null ? null : orNull(old::factsDespiteHeader);
      known = Math.max(known, found == null ? 0 : found.outcomes());
      String model = found != null ? found.model() : marker != null ? marker.model() : null;
      if (model == null) {
        throw JournalFailures.damaged(
            lock.path(), "neither the database nor its lock file names the model");
      }
      facts = Facts.ofNewJournal(model);
      try (JournalDatabase target = JournalDatabase.open(lock.path(), repaired, true, 0)) {
        target.create(facts);
        if (old != null) {
          known = lastNumber(old, known);
          long last = Math.min(known, Files.size(lock.real()) / ROW_BYTES_MIN);
          List<Long> lost = new ArrayList<>();
          facts = copy(old, last, target, facts, lost);
          isBatchRunCopied = copyBatchRun(old, target, facts, lost);
        }
        hasBatchRun = target.hasBatchRun();
      }
    }
    if (!isKept) {
      keep(lock.real(), original);
    }
    replace(lock.real(), repaired);
    lock.mark(facts, hasBatchRun);
    lock.markClosed(facts);
    long lost = Math.max(0, known - facts.outcomes());
    boolean isBatchRunGone = marker != null && marker.hasBatchRun() && !hasBatchRun;
    return new Result(facts.outcomes(), lost, !isBatchRunCopied || isBatchRunGone, original);
  }

  /**
   * Returns the number of the last intact outcome, or the number that is known if it is larger. The
   * facts may be older than the rows if the disk has lost a write.
   */
  private static long lastNumber(JournalDatabase old, long known) throws IOException {
    String previous = "SELECT ifnull(max(number), 0) FROM outcomes WHERE number < ?";
    long next = Long.MAX_VALUE;
    while (next > known) {
      long number = next;
      if (orNull(() -> old.ofNumber(number)) != null) {
        return number;
      }
      Long before = orNull(() -> old.query(previous, row -> row.getLong(1), number).get(0));
      if (before == null || before >= number) { // the page is damaged
        return known;
      }
      next = before;
    }
    return known;
  }

  /** Adds the numbers of the outcomes that are lost to a list, and returns the new facts. */
  private static Facts copy(
      JournalDatabase old, long last, JournalDatabase target, Facts empty, List<Long> lost)
      throws IOException {
    Facts facts = empty;
    for (long i = 1; i <= last; i++) {
      long number = i;
      OutcomeRow row = orNull(() -> old.ofNumber(number));
      if (row != null) {
        OutcomeRow before = target.ofKey(row.key(), Long.MAX_VALUE);
        target.insert(row.renumbered(facts.outcomes() + 1));
        facts = facts.plus(row, before);
        if (facts.outcomes() % ROWS_PER_COMMIT == 0) {
          target.commit(facts);
        }
      } else {
        lost.add(number);
      }
    }
    target.commit(facts);
    return facts;
  }

  /** Copies the tables of batch jobs, all rows or none; returns whether they were readable. */
  private static boolean copyBatchRun(
      JournalDatabase old, JournalDatabase target, Facts facts, List<Long> lost)
      throws IOException {
    String schema =
        "FROM sqlite_master WHERE tbl_name IN ('batch_run', 'batch_jobs', 'batch_items')"
            + " AND type IN ('table', 'index') AND sql IS NOT NULL";
    Boolean isCopied =
        orNull(
            () -> {
              old.query("SELECT sql " + schema + " ORDER BY type DESC", row -> row.getString(1))
                  .forEach(target::change); // tables before their indexes
              old.query("SELECT name " + schema + " AND type = 'table'", row -> row.getString(1))
                  .forEach(table -> copyTable(old, table, target, lost));
              return true;
            });
    if (isCopied == null) {
      target.rollback();
    }
    target.commit(facts);
    return isCopied != null;
  }

  private static void copyTable(
      JournalDatabase old, String table, JournalDatabase repaired, List<Long> lost) {
    String page = "SELECT rowid, * FROM " + table + " WHERE rowid > ? ORDER BY rowid LIMIT 1000";
    long last = 0;
    for (List<Object[]> rows = old.query(page, row -> values(row, table, old, lost), last);
        !rows.isEmpty();
        rows = old.query(page, row -> values(row, table, old, lost), last)) {
      for (Object[] row : rows) {
        last = ((Number) row[0]).longValue();
        String marks = "?" + ", ?".repeat(row.length - 2);
        repaired.change(
            "INSERT INTO " + table + " VALUES (" + marks + ")",
            Arrays.copyOfRange(row, 1, row.length));
      }
    }
  }

  /** Returns the row ID and the values of a row, in an item with the new number of its outcome. */
  private static @Nullable Object[] values(
      ResultSet row, String table, JournalDatabase old, List<Long> lost) throws SQLException {
    List<@Nullable Object> values = JournalDatabase.values(row);
    if (table.equals("batch_items")) {
      List<@Nullable Object> item = values.subList(1, values.size());
      JournalTables.requireIntactItem(item);
      long outcome = renumbered(row.getLong("outcome"), row.getBytes("content"), old, lost);
      item.set(JournalTables.OUTCOME, outcome);
    }
    return values.toArray();
  }

  /** Returns the new number of an outcome; 0 if it is lost or of another content. */
  private static long renumbered(
      long number, byte @Nullable [] content, JournalDatabase old, List<Long> lost) {
    int place = Collections.binarySearch(lost, number);
    OutcomeRow row = place >= 0 ? null : old.ofNumber(number);
    boolean isOfContent = row != null && Arrays.equals(row.content().bytes(), content);
    return isOfContent ? number - (-place - 1) : 0;
  }

  private interface Read<T> {
    @Nullable T run() throws IOException;
  }

  /** Returns null if the data read is damaged. */
  private static <T> @Nullable T orNull(Read<T> read) throws IOException {
    try {
      return read.run();
    } catch (JournalException e) {
      if (e.kind() != Kind.DAMAGED) {
        throw e;
      }
      return null;
    }
  }

  /** Copies the database and its pending changes; returns false if no changes are pending. */
  private static boolean keepWithPending(Path real, Path original) throws IOException {
    boolean isPending = false;
    for (String suffix : JournalFiles.PENDING) {
      if (hasBytes(JournalFiles.withSuffix(real, suffix))) {
        copy(JournalFiles.withSuffix(real, suffix), JournalFiles.withSuffix(original, suffix));
        isPending = true;
      }
    }
    if (isPending) {
      copy(real, original);
    }
    return isPending;
  }

  private static boolean hasBytes(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) > 0;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    String mode = Files.isWritable(to) ? "rw" : "r"; // Windows syncs only what is writable
    try (RandomAccessFile copy = new RandomAccessFile(to.toFile(), mode)) {
      copy.getFD().sync(); // SQLite is about to change the only other copy
    }
  }

  private static void keep(Path real, Path original) throws IOException {
    try {
      Files.createLink(original, real);
    } catch (FileSystemException | UnsupportedOperationException e) {
      copy(real, original);
    }
  }

  /** Atomically replaces the database, so that its path always exists. */
  private static void replace(Path real, Path repaired) throws IOException {
    Files.deleteIfExists(
        JournalFiles.withSuffix(real, "-journal")); // SQLite would roll the new database back
    Files.move(repaired, real, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Returns an unused path whose derived names (journal, write-ahead log, lock) are unused, too.
   */
  private static Path unused(Path real, String suffix) {
    Path path = JournalFiles.withSuffix(real, suffix);
    for (int i = 2; isUsed(path); i++) {
      path = JournalFiles.withSuffix(real, suffix + "-" + i);
    }
    return path;
  }

  private static boolean isUsed(Path path) {
    return JournalFiles.SUFFIXES.stream()
        .anyMatch(
            suffix ->
                Files.exists(JournalFiles.withSuffix(path, suffix), LinkOption.NOFOLLOW_LINKS));
  }
}
