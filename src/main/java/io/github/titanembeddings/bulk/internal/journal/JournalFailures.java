package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
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

/** Maps I/O and SQLite errors to exceptions that state the remedy. */
public final class JournalFailures {
  static final String RESTORE =
      "; restore the file from a copy, or keep what is left with Journal.repair(path): the items"
          + " that are lost are then embedded again";

  /** How long a commit waits for other programs to end their transactions. */
  static final int BUSY_SECONDS = 60;

  private JournalFailures() {}

  /** Returns the exception for a failure to write to a file. */
  public static JournalException of(Path file, IOException cause) {
    if (cause instanceof AccessDeniedException || has(cause, "denied", "read-only file system")) {
      return denied(file, cause);
    }
    if (isFull(file, cause)) {
      return full(file, cause);
    }
    String why =
        cause instanceof NoSuchFileException
            ? "there is no such folder"
            : Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    return new JournalException(Kind.FAILED, file, "I/O error: " + why, cause);
  }

  /** Returns the exception for an SQLite error, by its primary result code. */
  static JournalException of(Path file, SQLException cause) {
    return switch (cause.getErrorCode()) {
      case 3, 8 -> denied(file, cause); // PERM, READONLY
      case 5, 6 -> // BUSY, LOCKED
          new JournalException(
              Kind.LOCKED,
              file,
              "another program has kept the database locked for "
                  + BUSY_SECONDS
                  + " s; end its transaction and run again",
              cause);
      case 1, 11, 26 -> damaged(file, "the database is damaged: " + cause.getMessage(), cause);
      case 13 -> full(file, cause);
      case 14 -> // CANTOPEN
          new JournalException(
              Kind.ACCESS_DENIED,
              file,
              "the database cannot be opened; its folder must exist and be writable",
              cause);
      default -> isFull(file, cause) ? full(file, cause) : other(file, cause);
    };
  }

  private static JournalException other(Path file, SQLException cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e.getClass().getSimpleName().equals("NativeLibraryNotFoundException")) {
        return new JournalException(
            Kind.FAILED,
            file,
            "sqlite-jdbc cannot load its native library from "
                + System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"))
                + "; set -Dorg.sqlite.tmpdir to a folder that exists, is writable and is not"
                + " mounted noexec",
            cause);
      }
    }
    return new JournalException(
        Kind.FAILED, file, "SQLite error: " + cause.getMessage() + "; check the disk", cause);
  }

  static JournalException damaged(Path file, String problem, @Nullable Exception cause) {
    return new JournalException(Kind.DAMAGED, file, problem + RESTORE, cause);
  }

  static JournalException of(Path file, Kind kind, String problem) {
    return new JournalException(kind, file, problem, null);
  }

  static JournalException missing(Path file, long count) {
    return of(
        file,
        Kind.DAMAGED,
        String.format(Locale.ROOT, "%,d recorded outcomes are missing%s", count, RESTORE));
  }

  private static JournalException denied(Path file, Exception cause) {
    return new JournalException(
        Kind.ACCESS_DENIED,
        file,
        "cannot be written; check the permissions of the file and its folder, and that the file"
            + " system is not read-only",
        cause);
  }

  private static JournalException full(Path file, Exception cause) {
    return new JournalException(
        Kind.DISK_FULL,
        file,
        "the disk is full; what was committed before is kept: free some space and run again",
        cause);
  }

  private static boolean isFull(Path file, Exception cause) {
    if (has(cause, "no space left", "quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(file).getUsableSpace() < 1;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean has(Exception cause, String... parts) {
    String message = Objects.requireNonNullElse(cause.getMessage(), "").toLowerCase(Locale.ROOT);
    return Stream.of(parts).anyMatch(message::contains);
  }
}
