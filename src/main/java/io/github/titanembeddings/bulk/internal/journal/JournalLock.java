package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to write a database: a lock on the file {@code <real path>.lock}, and an
 * entry in a set for openers in this process. The lock file is never deleted, which would admit two
 * writers. It also holds a {@link Marker}, by which a later opening notices that the database was
 * emptied, truncated or replaced.
 */
public final class JournalLock implements Closeable {
  private static final String SUFFIX = ".lock";
  private static final int MAX_MARKER_BYTES = 16 * 1024;
  private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

  /**
   * Files that another class loader has locked. Closing one would release that lock, on POSIX
   * systems.
   */
  private static final Map<List<Object>, RandomAccessFile> UNCLOSED = new ConcurrentHashMap<>();

  private final Path path;
  private final Path real;
  private final Path file;
  private final List<Object> keys;
  private final RandomAccessFile lock;
  private final AtomicBoolean isOpen = new AtomicBoolean(true);
  private @Nullable List<@Nullable Object> fileKeys;

  /**
   * The state of the database after its last commit or close; size and modification time (in
   * nanoseconds) are 0 while it is open. A batch run is noted because it may have no outcomes yet.
   */
  record Marker(
      String journal, String model, long outcomes, long size, long modified, boolean hasBatchRun) {
    private byte[] toBytes() {
      String text = journal + " " + model + " " + outcomes + " " + size + " " + modified + " ";
      text += hasBatchRun ? "1 " : "";
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
      return new Marker(words[0], words[1], numbers[0], numbers[1], numbers[2], numbers.length > 4);
    }
  }

  private JournalLock(Path path, Path real, Path file, List<Object> keys, RandomAccessFile lock) {
    this.path = path;
    this.real = real;
    this.file = file;
    this.keys = new ArrayList<>(keys);
    this.lock = lock;
  }

  /**
   * Locks a database, which may be missing.
   *
   * @param isRepair whether the links that a killed repair left are allowed
   * @throws JournalException if it is locked already, or if {@link JournalFiles} rejects the path
   *     or a file beside it
   */
  static JournalLock of(Path path, boolean isRepair) throws IOException {
    Path real = JournalFiles.requireUsable(path, isRepair);
    Path file = JournalFiles.withSuffix(real, SUFFIX);
    if (isHeld(file)) {
      throw locked(path, "this process");
    }
    JournalFiles.requireNoForeignFiles(path, real);
    boolean isNew = false;
    try {
      Files.createFile(file);
      isNew = true;
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw JournalFailures.notAJournal(
            path, file + " is not a regular file; delete it, or give another name");
      }
    }
    file = file.toRealPath();
    List<Object> keys = keys(file);
    synchronized (HELD) {
      if (!Collections.disjoint(HELD, keys)) {
        throw locked(path, "this process");
      }
      HELD.addAll(keys);
    }
    try {
      RandomAccessFile lock = lock(path, file, keys);
      if (isNew && Files.exists(real)) {
        // Otherwise the journal's owner cannot write the lock file of an administrator's repair.
        FilePermissions.copyOwners(real, file);
      }
      return new JournalLock(path, real, file, keys, lock);
    } catch (IOException | RuntimeException e) {
      HELD.removeAll(keys);
      throw e;
    }
  }

  private static boolean isHeld(Path file) throws IOException {
    return Files.exists(file) && !Collections.disjoint(HELD, keys(file));
  }

  /** Returns the identifiers of a file in this process: its path, and its key if it has one. */
  private static List<Object> keys(Path file) throws IOException {
    Path real = file.toRealPath();
    Object key = fileKey(real);
    return key == null ? List.of(real) : List.of(real, key);
  }

  /**
   * Locks a file, not through a {@code FileChannel.open} channel: an interruption would close it.
   */
  private static RandomAccessFile lock(Path path, Path file, List<Object> keys) throws IOException {
    RandomAccessFile unclosed = UNCLOSED.remove(keys);
    RandomAccessFile lock = unclosed == null ? new RandomAccessFile(file.toFile(), "rw") : unclosed;
    try {
      if (lock.getChannel().tryLock() == null) {
        throw locked(path, "another process");
      }
      return lock;
    } catch (OverlappingFileLockException e) {
      UNCLOSED.put(keys, lock);
      throw locked(path, "this process");
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static JournalException locked(Path path, String where) {
    return new JournalException(
        Kind.LOCKED,
        path,
        "the journal is open in " + where + "; a journal serves one run at a time: close it first",
        null);
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
   *     lock file of a missing one knows of outcomes or a batch run, or is not from this library
   */
  boolean hasDatabase() throws IOException {
    byte[] start = JournalFiles.start(real);
    Marker marker = marker();
    if (start.length == 0) {
      if (marker != null && marker.outcomes() > 0) {
        throw Files.exists(real)
            ? JournalFailures.missing(path, marker.outcomes())
            : JournalFailures.deleted(path, JournalFailures.countOf(marker.outcomes()), file);
      }
      if (marker != null && marker.hasBatchRun()) {
        throw Files.exists(real)
            ? JournalFailures.batchRunMissing(path)
            : JournalFailures.deleted(path, "the state of a batch run is", file);
      }
      if (marker == null && lock.length() > 0) {
        throw JournalFailures.notAJournal(
            path,
            file + " is damaged or belongs to another program; delete it, or give another name");
      }
      return false;
    }
    if (marker != null && !JournalFiles.isSqlite(start)) {
      throw JournalFailures.damaged(path, "the header of the database is damaged");
    }
    if (marker == null && !JournalFiles.isOurs(start)) {
      throw JournalFailures.notAJournal(
          path, "this file is not a journal and stays unchanged; give another name");
    }
    return true;
  }

  /** Returns whether a path is an existing journal or a file beside one. */
  public static boolean isJournal(Path path) throws IOException {
    List<Path> databases = new ArrayList<>();
    String name = String.valueOf(path.getFileName());
    for (String suffix : JournalFiles.SUFFIXES) {
      if (name.endsWith(suffix)) {
        String database = name.substring(0, name.length() - suffix.length());
        if (isHeld(path.resolveSibling(database))
            || isHeld(path.resolveSibling(database + SUFFIX))) {
          return true;
        }
        databases.add(path.resolveSibling(database));
      }
    }
    for (Path database : databases) { // none is open here: closing it would release its locks
      if (JournalFiles.isOurs(JournalFiles.start(database))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the marker; null if there is none or it is damaged. */
  @Nullable Marker marker() throws IOException {
    byte[] bytes = new byte[(int) Math.min(lock.length(), MAX_MARKER_BYTES)];
    lock.seek(0);
    lock.readFully(bytes);
    return Marker.of(bytes);
  }

  /** Returns the marker of a database that is closed and unchanged from now on. */
  Marker closed(Facts facts, boolean hasBatchRun) throws IOException {
    long modified = Files.getLastModifiedTime(real).to(TimeUnit.NANOSECONDS);
    return marker(facts, Files.size(real), modified, hasBatchRun);
  }

  private static Marker marker(Facts facts, long size, long modified, boolean hasBatchRun) {
    return new Marker(
        facts.journal(), facts.model(), facts.outcomes(), size, modified, hasBatchRun);
  }

  /** Notes the state of the open database. */
  void mark(Facts facts, boolean hasBatchRun) throws IOException {
    write(marker(facts, 0, 0, hasBatchRun));
  }

  /** Notes the state of the database, which was marked before, after it was closed. */
  void markClosed(Facts facts) throws IOException {
    Marker open = marker();
    write(closed(facts, open != null && open.hasBatchRun()));
  }

  private void write(Marker marker) throws IOException {
    byte[] bytes = marker.toBytes();
    lock.seek(0);
    lock.write(bytes);
    if (lock.length() != bytes.length) {
      lock.setLength(bytes.length);
    }
  }

  /** Remembers which files are open, for {@link #requireSameFiles} and {@link #isJournal}. */
  void rememberFiles() throws IOException {
    fileKeys = Arrays.asList(fileKey(real), fileKey(file));
    keys.addAll(keys(real));
    HELD.addAll(keys);
  }

  /**
   * Checks that the paths still name the files that are open.
   *
   * @throws JournalException if one was deleted, moved or replaced
   */
  void requireSameFiles() {
    if (!hasSameFiles()) {
      throw JournalFailures.replaced(path, null);
    }
  }

  boolean hasSameFiles() {
    try {
      return Arrays.asList(fileKey(real), fileKey(file)).equals(fileKeys);
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  @Override
  public void close() throws IOException {
    if (isOpen.getAndSet(false)) {
      try {
        lock.close();
      } finally {
        HELD.removeAll(keys);
      }
    }
  }
}
