package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.bulk.internal.journal.JournalLock.Marker;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Copies the intact outcomes of a damaged database to a new one, which takes its place. */
public final class JournalRepair {
  /** The suffix of the damaged file. */
  static final String DAMAGED = ".damaged";

  /** The offset of the write and read versions in the header, both 1 unless the mode is WAL. */
  private static final int MODES = 18;

  private static final int ROWS_PER_COMMIT = 1_000;
  private static final System.Logger LOG = System.getLogger(JournalRepair.class.getName());

  /** The result of a repair, as in {@code Journal.Repair}. */
  public record Result(long kept, long lost, boolean batchRunLost, Path original) {}

  private JournalRepair() {}

  public static Result repair(Path path) {
    OutcomeLog.requireSqlite();
    if (!Files.exists(path)) {
      throw new JournalException(Kind.FAILED, path, "there is no such file", null);
    }
    try (JournalLock lock = JournalLock.of(path, true)) {
      orNull(lock::hasDatabase); // rejects other files
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
    boolean isBatchRunCopied;
    boolean hasBatchRun;
    try (JournalDatabase old = JournalDatabase.openDamaged(lock.path(), lock.real())) {
      endWalMode(old);
      Facts found = orNull(old::factsDespiteHeader);
      known = Math.max(known, found == null ? 0 : found.outcomes());
      String model = found != null ? found.model() : marker != null ? marker.model() : null;
      if (model == null) {
        throw JournalFailures.damaged(
            lock.path(), "neither the database nor its lock file names the model");
      }
      FilePermissions.createPrivate(repaired);
      try (JournalDatabase target = JournalDatabase.open(lock.path(), repaired, true, 0)) {
        Facts empty = Facts.ofNewJournal(model);
        target.create(empty);
        IntactOutcomes outcomes = new IntactOutcomes(old, known, Files.size(lock.real()));
        known = outcomes.last(known);
        facts = copy(outcomes, target, empty);
        isBatchRunCopied = new BatchRunCopy(old, target, outcomes).run();
        target.commit(facts);
        hasBatchRun = target.hasBatchRun();
      }
    }
    if (!isKept) {
      keep(lock.real(), original);
    }
    replace(lock.real(), repaired);
    lock.mark(facts, hasBatchRun);
    lock.markClosed(facts);
    boolean isBatchRunGone = marker != null && marker.hasBatchRun() && !hasBatchRun;
    return new Result(
        facts.outcomes(), known - facts.outcomes(), !isBatchRunCopied || isBatchRunGone, original);
  }

  /** Copies the outcomes in transactions of a limited size; returns the new facts. */
  private static Facts copy(IntactOutcomes outcomes, JournalDatabase target, Facts empty) {
    int[] rows = {0};
    outcomes.forEach(
        row -> {
          target.insert(row);
          if (++rows[0] % ROWS_PER_COMMIT == 0) {
            target.commit(empty);
          }
        });
    String counts =
        "SELECT (SELECT ifnull(max(length(vector)), 0) FROM outcomes), count(vector),"
            + " count(*) - count(vector) FROM outcomes AS o WHERE NOT EXISTS (SELECT 1 FROM"
            + " outcomes WHERE key = o.key AND number > o.number)";
    Facts facts = target.query(counts, row -> facts(empty, rows[0], row)).get(0);
    target.commit(facts);
    return facts;
  }

  private static Facts facts(Facts empty, long outcomes, ResultSet counts) throws SQLException {
    return new Facts(
        empty.journal(),
        empty.model(),
        counts.getLong(1) / Float.BYTES,
        outcomes,
        counts.getLong(2),
        counts.getLong(3));
  }

  private interface Read<T> {
    @Nullable T run() throws IOException;
  }

  /** Returns null if the data read is damaged. */
  private static <T> @Nullable T orNull(Read<T> read) throws IOException {
    try {
      return read.run();
    } catch (JournalException e) {
      JournalFailures.requireDamage(e);
      return null;
    }
  }

  /** Ends the WAL mode unless damage prevents it; no effect in other modes. */
  private static void endWalMode(JournalDatabase old) {
    try {
      old.query("PRAGMA journal_mode = TRUNCATE", row -> 0);
    } catch (JournalException e) {
      if (e.kind() != Kind.ACCESS_DENIED) {
        JournalFailures.requireDamage(e);
      }
    }
  }

  /**
   * Copies the database and its pending changes if opening the database may alter them; returns
   * whether they were copied.
   */
  private static boolean keepWithPending(Path real, Path original) throws IOException {
    boolean isAltered = isInWalMode(real);
    for (String suffix : JournalFiles.PENDING) {
      if (hasBytes(JournalFiles.withSuffix(real, suffix))) {
        FilePermissions.copyFile(
            JournalFiles.withSuffix(real, suffix), JournalFiles.withSuffix(original, suffix));
        isAltered = true;
      }
    }
    if (isAltered) {
      FilePermissions.copyFile(real, original);
    }
    return isAltered;
  }

  private static boolean isInWalMode(Path real) throws IOException {
    try (InputStream database = Files.newInputStream(real)) {
      byte[] header = database.readNBytes(MODES + 2);
      return header.length == MODES + 2 && (header[MODES] != 1 || header[MODES + 1] != 1);
    }
  }

  private static boolean hasBytes(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) > 0;
  }

  private static void keep(Path real, Path original) throws IOException {
    try {
      Files.createLink(original, real);
    } catch (FileSystemException | UnsupportedOperationException e) {
      FilePermissions.copyFile(real, original);
    }
  }

  /** Atomically replaces the database, so that its path always exists. */
  private static void replace(Path real, Path repaired) throws IOException {
    FilePermissions.copyPermissions(real, repaired);
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
