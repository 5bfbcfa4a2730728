package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.internal.files.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Recognizes the files of a journal, and rejects a path at which other files would be lost. */
final class JournalFiles {
  /** The suffixes of a database, and of the files that SQLite and this library add to it. */
  static final List<String> SUFFIXES = List.of("", "-journal", "-wal", "-shm", ".lock");

  /** The suffixes of SQLite's rollback journal and write-ahead log, applied on opening. */
  static final List<String> PENDING = List.of("-journal", "-wal");

  private static final ByteBuffer SQLITE = ISO_8859_1.encode("SQLite format 3\0");
  private static final int APPLICATION_ID_AT = 68;
  private static final long ROLLBACK_JOURNAL = 0xd9d505f920a163d7L;
  private static final int WRITE_AHEAD_LOG = 0x377f0682; // or the next number

  private JournalFiles() {}

  /**
   * Returns the real path of a database, which may be missing. Opens and changes nothing.
   *
   * @param isRepair whether the links that a killed repair left are allowed
   * @throws JournalException if the path is that of a file beside a database, or if the file is not
   *     a regular one or has hard links
   */
  static Path requireUsable(Path path, boolean isRepair) throws IOException {
    if (Files.isDirectory(path)) {
      throw JournalFailures.notAJournal(path, "this is a directory; name a file");
    }
    boolean exists = Files.exists(path);
    if (exists ? !Files.isRegularFile(path) : Files.isSymbolicLink(path)) {
      throw JournalFailures.notAJournal(path, "this is not a regular file; give another name");
    }
    Path real = AtomicFile.realPath(path);
    String name = real.getFileName().toString().toLowerCase(Locale.ROOT);
    if (SUFFIXES.stream().skip(1).anyMatch(name::endsWith)) {
      throw JournalFailures.notAJournal(
          path,
          "names that end in -journal, -wal, -shm or .lock are those of the files beside a"
              + " database; give another name, and rename an existing journal with its .lock file");
    }
    if (exists && real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      requireOneLink(path, real, isRepair);
    }
    return real;
  }

  private static void requireOneLink(Path path, Path real, boolean isRepair) throws IOException {
    int links = (int) Files.getAttribute(real, "unix:nlink");
    if (links == 1) {
      return;
    }
    if (links > 1 + linksOfRepairs(real)) {
      throw JournalFailures.notAJournal(
          path, "the file has more than one hard link, so it could be opened twice; copy it");
    }
    if (!isRepair) {
      throw JournalFailures.damaged(
          path, "a repair was interrupted, and the damaged file is still in place");
    }
  }

  /**
   * Rejects a file of another program that SQLite would take for one of its own and delete. Must be
   * called before SQLite opens the database.
   */
  static void requireNoForeignFiles(Path path, Path real) throws IOException {
    for (String suffix : PENDING) {
      Path beside = withSuffix(real, suffix);
      if (!isPending(start(beside))) {
        throw JournalFailures.notAJournal(
            path,
            "SQLite would delete "
                + beside
                + ", which it did not write; move that file, or give the journal another name");
      }
    }
  }

  static Path withSuffix(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /** Returns the number of hard links that killed repairs left. */
  private static int linksOfRepairs(Path real) throws IOException {
    int links = 0;
    String damaged = real.getFileName() + JournalRepair.DAMAGED;
    Path folder = Objects.requireNonNull(real.getParent());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        boolean isLeft = String.valueOf(file.getFileName()).startsWith(damaged);
        if (isLeft && !Files.isSymbolicLink(file) && Files.isSameFile(file, real)) {
          links++;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return links;
  }

  /** Returns whether a file is empty or begins as a rollback journal or a write-ahead log does. */
  private static boolean isPending(byte[] start) {
    if (start.length < Long.BYTES) {
      return start.length == 0;
    }
    long magic = ByteBuffer.wrap(start).getLong();
    return magic == ROLLBACK_JOURNAL
        || magic == 0 // until the changes are complete, and in the mode PERSIST after a commit
        || ((int) (magic >>> Integer.SIZE) & ~1) == WRITE_AHEAD_LOG;
  }

  /** Returns the first bytes of a file; none if it is missing or not a regular file. */
  static byte[] start(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(APPLICATION_ID_AT + Integer.BYTES);
    } catch (NoSuchFileException e) {
      return new byte[0]; // deleted in the meantime
    }
  }

  static boolean isOurs(byte[] start) {
    return isSqlite(start)
        && start.length == APPLICATION_ID_AT + Integer.BYTES
        && ByteBuffer.wrap(start).getInt(APPLICATION_ID_AT) == JournalDatabase.APPLICATION_ID;
  }

  static boolean isSqlite(byte[] start) {
    return ByteBuffer.wrap(start, 0, Math.min(start.length, SQLITE.limit())).equals(SQLITE);
  }
}
