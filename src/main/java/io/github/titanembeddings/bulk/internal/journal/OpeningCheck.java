package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.bulk.internal.journal.JournalLock.Marker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Checks that a database is the one that its lock file describes, and complete. */
record OpeningCheck(Path path, Facts facts, @Nullable Marker marker) {
  /** Returns whether SQLite has rolled back the creation of the file, which a kill interrupted. */
  static boolean isNew(@Nullable Marker marker, JournalDatabase database) {
    boolean isUsed = marker != null && (marker.outcomes() > 0 || marker.hasBatchRun());
    return !isUsed && database.number("PRAGMA page_count") == 0;
  }

  void requireModel(String model) {
    if (!facts.model().equals(model)) {
      throw JournalFailures.otherModel(
          path, "the journal holds vectors of model " + facts.model() + ", not of " + model);
    }
    if (marker != null && !marker.journal().equals(facts.journal())) {
      throw new JournalException(
          Kind.DAMAGED,
          path,
          "the file was replaced by another journal since it was last open with "
              + marker.outcomes()
              + " outcomes, or its repair was interrupted; restore the file or repair it with"
              + " Journal.repair(path), or delete the file with the suffix .lock to use this one",
          null);
    }
  }

  /** Reads the whole database, in single statements: no run writes yet. */
  void requireAllRows(JournalDatabase database) {
    database.checkIntegrity();
    long known = marker == null ? 0 : marker.outcomes();
    long missing = Math.max(known, facts.outcomes()) - database.count();
    if (missing > 0) {
      throw JournalFailures.missing(path, missing);
    }
    if (missing < 0 || database.lastNumber() != facts.outcomes()) {
      throw JournalFailures.mismatch(path);
    }
    if (marker != null && marker.hasBatchRun() && !database.hasBatchRun()) {
      throw JournalFailures.batchRunMissing(path);
    }
  }
}
