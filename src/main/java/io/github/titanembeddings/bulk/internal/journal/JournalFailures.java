package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps I/O and SQLite errors, and unfit keys, to exceptions that state the remedy. */
public final class JournalFailures {
  /** How long a commit waits for other programs to end their transactions. */
  static final int BUSY_SECONDS = 60;

  /** The longest key in characters that a journal holds. */
  private static final int MAX_KEY = 65_536;

  private static final String RESTORE =
      "; restore the file from a copy, or keep what is left with Journal.repair(path): the items"
          + " that are lost are then embedded again";

  private JournalFailures() {}

  /**
   * Returns the exception for an {@link IOException}, {@link SQLException} or {@link LinkageError}.
   */
  public static JournalException of(Path file, Throwable cause) {
    String message = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    if (message.contains("SQLITE_READONLY_DBMOVED")) {
      return replaced(file, cause);
    }
    Kind kind = kind(file, cause, message.toLowerCase(Locale.ROOT));
    String problem =
        switch (kind) {
          case ACCESS_DENIED ->
              "cannot be written; its folder must exist, the permissions of both must allow it, and"
                  + " the file system must not be read-only";
          case DISK_FULL ->
              "the disk is full; what was committed before is kept: free some space and run again";
          case LOCKED ->
              "the database is locked: another program held a lock for more than "
                  + BUSY_SECONDS
                  + " s, or has the database open in WAL mode; end its transaction, or close the"
                  + " program, and run again";
          case DAMAGED -> "the database is damaged: " + message + RESTORE;
          default -> cause instanceof IOException ? ofIo(cause, message) : ofSqlite(cause, message);
        };
    return new JournalException(kind, file, problem, cause);
  }

  /** Throws an exception unless it reports damage. */
  static void requireDamage(JournalException e) {
    if (e.kind() != Kind.DAMAGED) {
      throw e;
    }
  }

  private static Kind kind(Path file, Throwable cause, String message) {
    int code = cause instanceof SQLException e ? e.getErrorCode() : 0;
    Kind kind = switch (code) { // the primary result codes of SQLite
          case 3, 8, 14 -> Kind.ACCESS_DENIED; // PERM, READONLY, CANTOPEN
          case 5, 6 -> Kind.LOCKED; // BUSY, LOCKED
          case 1, 11, 18, 26 -> Kind.DAMAGED; // ERROR, CORRUPT, TOOBIG, NOTADB
          case 13 -> Kind.DISK_FULL; // FULL
          default -> Kind.FAILED;
        };
    if (kind != Kind.FAILED) {
      return kind;
    }
    if (cause instanceof AccessDeniedException
        || Stream.of("denied", "read-only file system").anyMatch(message::contains)) {
      return Kind.ACCESS_DENIED;
    }
    boolean isFull = Stream.of("no space left", "quota exceeded").anyMatch(message::contains);
    return isFull || hasNoSpace(file) ? Kind.DISK_FULL : Kind.FAILED;
  }

  private static boolean hasNoSpace(Path file) {
    try {
      return Files.getFileStore(file).getUsableSpace() < 1;
    } catch (IOException e) {
      return false;
    }
  }

  private static String ofIo(Throwable cause, String message) {
    return "I/O error: "
        + (cause instanceof NoSuchFileException ? "there is no such folder" : message);
  }

  private static String ofSqlite(Throwable cause, String message) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof UnsatisfiedLinkError
          || (e instanceof NoClassDefFoundError && message.startsWith("Could not initialize"))
          || e.getClass().getSimpleName().equals("NativeLibraryNotFoundException")) {
        return "sqlite-jdbc cannot load its native library from "
            + System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"))
            + "; set -Dorg.sqlite.tmpdir to a folder that exists, is writable and is not mounted"
            + " noexec";
      }
    }
    return "SQLite error: " + message + "; check the disk";
  }

  static JournalException notAJournal(Path file, String problem) {
    return new JournalException(Kind.NOT_A_JOURNAL, file, problem, null);
  }

  static JournalException damaged(Path file, String problem) {
    return new JournalException(Kind.DAMAGED, file, problem + RESTORE, null);
  }

  static JournalException replaced(Path file, @Nullable Throwable cause) {
    return new JournalException(
        Kind.FAILED,
        file,
        "the journal or its lock file was deleted, moved or replaced while it was open; restore it"
            + " and run again",
        cause);
  }

  static JournalException missing(Path file, long count) {
    return damaged(file, countOf(count) + " missing");
  }

  static JournalException mismatch(Path file) {
    return damaged(file, "the outcomes in the database do not match its facts");
  }

  static JournalException unknownFormat(Path file, long format, long latest) {
    return new JournalException(
        Kind.UNKNOWN_VERSION,
        file,
        "the journal has format "
            + format
            + ", this version of the library reads formats up to "
            + latest
            + "; use a newer version",
        null);
  }

  /** Returns the exception for a database that is gone although its lock file is there. */
  static JournalException deleted(Path file, String lost, Path lock) {
    return new JournalException(
        Kind.DAMAGED,
        file,
        lost
            + " missing: the database was deleted or moved; restore it, or delete "
            + lock
            + " to start over",
        null);
  }

  static JournalException otherModel(Path file, String problem) {
    return new JournalException(
        Kind.OTHER_MODEL,
        file,
        problem + "; such vectors cannot be compared: use another file",
        null);
  }

  /** Returns the exception for a database without the batch run that its lock file knows of. */
  static JournalException batchRunMissing(Path file) {
    return damaged(
        file, "the state of a batch run is missing: the database was emptied or replaced");
  }

  /** Returns the failure of an item whose key another one of the run has. */
  public static InvalidRequestException duplicate(String key) {
    return new InvalidRequestException(
        Violation.error("key", ViolationCodes.KEY_DUPLICATE)
            .actual("duplicate key " + Abbreviate.key(key))
            .limit("one item per key within a run")
            .remedy("give each item its own key")
            .build());
  }

  /** Returns the failure of an item whose key is too long for a journal; null if it is not. */
  public static @Nullable InvalidRequestException tooLong(String key) {
    return key.length() <= MAX_KEY
        ? null
        : new InvalidRequestException(
            Violation.error("key", ViolationCodes.KEY_TOO_LONG)
                .actual(
                    String.format(
                        Locale.ROOT,
                        "key %s has %,d characters",
                        Abbreviate.key(key),
                        key.length()))
                .limit(String.format(Locale.ROOT, "at most %,d characters in a journal", MAX_KEY))
                .remedy("use a shorter key, or a digest of it")
                .build());
  }

  static String countOf(long count) {
    return String.format(
        Locale.ROOT, "%,d recorded %s", count, count == 1 ? "outcome is" : "outcomes are");
  }
}
