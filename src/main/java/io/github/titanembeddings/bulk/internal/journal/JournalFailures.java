package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** Says what an input or output error of a journal, or of a file made out of one, means. */
public final class JournalFailures {
  private JournalFailures() {}

  /** The failure to write so many bytes more to a file. */
  public static JournalException ofWriting(Path file, long bytes, IOException cause) {
    if (isFull(file, bytes, cause)) {
      return new JournalException(
          Kind.DISK_FULL,
          file,
          "the disk is full; what was written before is kept: make room and run it again",
          cause);
    }
    return other(file, "can't be written", cause);
  }

  /** The failure to read a file. */
  public static JournalException ofReading(Path file, IOException cause) {
    return other(file, "can't be read", cause);
  }

  private static JournalException other(Path file, String problem, IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return new JournalException(
          Kind.ACCESS_DENIED,
          file,
          problem + ": its rights, or those of its folder, do not allow it",
          cause);
    }
    String why =
        cause instanceof NoSuchFileException
            ? "there is no such folder"
            : Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    return new JournalException(Kind.FAILED, file, problem + ": " + why, cause);
  }

  private static boolean isFull(Path file, long bytes, IOException cause) {
    String message = Objects.requireNonNullElse(cause.getMessage(), "").toLowerCase(Locale.ROOT);
    if (message.contains("no space left") || message.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(file).getUsableSpace() < Math.max(1, bytes);
    } catch (IOException e) {
      return false;
    }
  }

  static JournalException damaged(Path file, long from, long to) {
    return new JournalException(
        Kind.DAMAGED,
        file,
        String.format(
            Locale.ROOT,
            "the bytes from %,d to %,d are not what was written, and whole records follow; take the"
                + " file from a copy, or open it with repair(true): the items whose records are"
                + " lost are then embedded again",
            from,
            to),
        null);
  }
}
