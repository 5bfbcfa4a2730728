package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.bulk.internal.journal.JournalDatabase.Facts;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to write a database: a lock on the file {@code <real path>.lock}, and an
 * entry in a set for openers in this process. The lock file is never deleted, which would admit two
 * writers. It also holds a {@link Marker}, by which a later opening notices that the database was
 * emptied, truncated or replaced.
 */
final class JournalLock implements Closeable {
  private static final String SUFFIX = ".lock";
  private static final int MAX_MARKER_BYTES = 16 * 1024;
  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(ISO_8859_1);
  private static final byte[] FORMER_FORMAT = "TITANJNL".getBytes(ISO_8859_1);
  private static final int APPLICATION_ID_AT = 68;
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path real;
  private final Path file;
  private final RandomAccessFile lock;
  private @Nullable Object databaseKey;
  private @Nullable Object lockKey;

  /**
   * The state of the database after its last commit or close; size and modification time (in
   * nanoseconds) are 0 while it is open.
   */
  record Marker(Facts facts, long size, long modified) {
    private byte[] toBytes() {
      String text =
          String.format(
              Locale.ROOT,
              "%s %s %d %d %d %d %d %d ",
              facts.journal(),
              facts.model(),
              facts.vectorLength(),
              facts.outcomes(),
              facts.embedded(),
              facts.failed(),
              size,
              modified);
      return (text + OutcomeRow.checksum(List.of(text)) + "\n").getBytes(UTF_8);
    }

    private static @Nullable Marker of(byte[] bytes) {
      String text = new String(bytes, UTF_8).stripTrailing();
      int end = text.lastIndexOf(' ') + 1;
      String checksum = String.valueOf(OutcomeRow.checksum(List.of(text.substring(0, end))));
      if (!text.substring(end).equals(checksum)) {
        return null;
      }
      String[] words = text.split(" ", -1);
      long[] numbers = Stream.of(words).skip(2).mapToLong(Long::parseLong).toArray();
      return new Marker(
          new Facts(words[0], words[1], numbers[0], numbers[1], numbers[2], numbers[3]),
          numbers[4],
          numbers[5]);
    }
  }

  private JournalLock(Path path, Path real, Path file, RandomAccessFile lock) {
    this.path = path;
    this.real = real;
    this.file = file;
    this.lock = lock;
  }

  /**
   * Locks a database, which may be missing.
   *
   * @throws JournalException if it is locked already, is no regular file, or has hard links
   */
  static JournalLock of(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw JournalFailures.of(path, Kind.NOT_A_JOURNAL, "this is a directory; name a file");
    }
    boolean exists = Files.exists(path);
    if (exists ? !Files.isRegularFile(path) : Files.isSymbolicLink(path)) {
      throw JournalFailures.of(
          path, Kind.NOT_A_JOURNAL, "this is not a regular file; give another name");
    }
    Path real = realPath(path);
    if (exists
        && real.getFileSystem().supportedFileAttributeViews().contains("unix")
        && (int) Files.getAttribute(real, "unix:nlink") > 1) {
      throw JournalFailures.of(
          path,
          Kind.NOT_A_JOURNAL,
          "the file has more than one hard link, so it could be opened twice; copy it");
    }
    Path file = real.resolveSibling(real.getFileName() + SUFFIX);
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Left by an earlier opening.
    }
    file = file.toRealPath();
    if (!HELD.add(file)) {
      throw locked(path, "this process");
    }
    try {
      return new JournalLock(path, real, file, lock(path, file));
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  private static Path realPath(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    Path absolute = path.toAbsolutePath();
    Path folder = Objects.requireNonNull(absolute.getParent(), "parent");
    return folder.toRealPath().resolve(Objects.requireNonNull(absolute.getFileName()));
  }

  /**
   * Locks a file, not through a {@code FileChannel.open} channel: an interruption would close it.
   */
  private static RandomAccessFile lock(Path path, Path file) throws IOException {
    RandomAccessFile lock = new RandomAccessFile(file.toFile(), "rw");
    boolean isLocked = false;
    try {
      isLocked = lock.getChannel().tryLock() != null;
    } finally {
      if (!isLocked) {
        lock.close();
      }
    }
    if (!isLocked) {
      throw locked(path, "another process");
    }
    return lock;
  }

  private static JournalException locked(Path path, String where) {
    return JournalFailures.of(
        path,
        Kind.LOCKED,
        "the journal is open in " + where + "; a journal serves one run at a time: close it first");
  }

  /** Returns the unresolved path, for messages. */
  Path path() {
    return path;
  }

  /** Returns the path with all symbolic links resolved. */
  Path real() {
    return real;
  }

  /**
   * Checks the beginning of the file. Must be called before SQLite opens it: closing a second file
   * descriptor would release SQLite's locks.
   *
   * @return whether there is a database, as opposed to a missing or empty file
   * @throws JournalException if the file is something else, or was emptied or damaged, or if the
   *     lock file of a missing one is not from this library
   */
  boolean hasDatabase() throws IOException {
    byte[] start = start(real);
    Marker marker = marker();
    if (start.length == 0) {
      if (marker != null && marker.facts().outcomes() > 0 && Files.exists(real)) {
        throw JournalFailures.missing(path, marker.facts().outcomes());
      }
      if (marker == null && lock.length() > 0) {
        throw JournalFailures.of(
            path,
            Kind.NOT_A_JOURNAL,
            file + " is damaged or belongs to another program; delete it, or give another name");
      }
      return false;
    }
    if (startsWith(start, FORMER_FORMAT)) {
      throw JournalFailures.of(
          path,
          Kind.UNKNOWN_VERSION,
          "this journal was written by a development version of the library in a format that is no"
              + " longer read; start a new file");
    }
    if (!startsWith(start, SQLITE) || (marker == null && !isOurs(start))) {
      throw marker == null
          ? JournalFailures.of(
              path,
              Kind.NOT_A_JOURNAL,
              "this file is not a journal and stays unchanged; give another name")
          : JournalFailures.damaged(path, "the header of the database is damaged", null);
    }
    return true;
  }

  /** Returns whether a path is an existing journal or a file beside one. */
  static boolean isJournal(Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    for (String suffix : new String[] {SUFFIX, "-journal", ""}) {
      if (name.endsWith(suffix)) {
        String base = name.substring(0, name.length() - suffix.length());
        Path database = path.resolveSibling(base);
        Path lock = path.resolveSibling(base + SUFFIX);
        if ((Files.exists(lock) && HELD.contains(lock.toRealPath())) || isOurs(start(database))) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] start(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(APPLICATION_ID_AT + Integer.BYTES);
    }
  }

  private static boolean isOurs(byte[] start) {
    return startsWith(start, SQLITE)
        && start.length == APPLICATION_ID_AT + Integer.BYTES
        && ByteBuffer.wrap(start).getInt(APPLICATION_ID_AT) == JournalDatabase.APPLICATION_ID;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, prefix.length))
        .equals(ByteBuffer.wrap(prefix));
  }

  /** Returns the marker; null if there is none or it is damaged. */
  @Nullable Marker marker() throws IOException {
    byte[] bytes = new byte[(int) Math.min(lock.length(), MAX_MARKER_BYTES)];
    lock.seek(0);
    lock.readFully(bytes);
    return Marker.of(bytes);
  }

  /** Returns the facts of a database that is unchanged since its last clean close; else null. */
  @Nullable Facts unchanged(@Nullable Marker marker) throws IOException {
    return marker != null && marker.equals(closed(marker.facts())) ? marker.facts() : null;
  }

  private Marker closed(Facts facts) throws IOException {
    long modified = Files.getLastModifiedTime(real).to(TimeUnit.NANOSECONDS);
    return new Marker(facts, Files.size(real), modified);
  }

  /** Notes the state of the open database. */
  void mark(Facts facts) throws IOException {
    write(new Marker(facts, 0, 0));
  }

  /** Notes the state of the database after it was closed. */
  void markClosed(Facts facts) throws IOException {
    write(closed(facts));
  }

  private void write(Marker marker) throws IOException {
    byte[] bytes = marker.toBytes();
    lock.seek(0);
    lock.write(bytes);
    if (lock.length() != bytes.length) {
      lock.setLength(bytes.length);
    }
  }

  /** Remembers which files are open, for {@link #requireSameFiles}. */
  void rememberFiles() throws IOException {
    databaseKey = fileKey(real);
    lockKey = fileKey(file);
  }

  /**
   * Checks that the paths still name the files that are open.
   *
   * @throws JournalException if one was deleted, moved or replaced
   */
  void requireSameFiles() {
    boolean isSame;
    try {
      isSame = Objects.equals(databaseKey, fileKey(real)) && Objects.equals(lockKey, fileKey(file));
    } catch (IOException e) {
      isSame = false;
    }
    if (!isSame) {
      throw JournalFailures.of(
          path,
          Kind.FAILED,
          "the journal or its lock file was deleted, moved or replaced while it was open; restore it"
              + " and run again");
    }
  }

  private static @Nullable Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      HELD.remove(file);
    }
  }
}
