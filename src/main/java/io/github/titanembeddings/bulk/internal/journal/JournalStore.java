package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An open journal: its file, the lock on it, and the index. Safe for use by several threads. */
public final class JournalStore implements AutoCloseable {
  private final Path path;
  private final JournalLock lock;
  private final JournalFile file;
  private final RecordIndex index;
  private final long damagedBytes;
  private final long cutBytes;
  private boolean closed;

  private JournalStore(
      Path path, JournalLock lock, JournalFile file, RecordIndex index, JournalOpening opening) {
    this.path = path;
    this.lock = lock;
    this.file = file;
    this.index = index;
    this.damagedBytes = opening.damagedBytes();
    this.cutBytes = opening.cutBytes();
  }

  /**
   * How to open a journal.
   *
   * @param repair whether to go on in spite of damage
   * @param rule when to wait for the disk
   * @param files stands between the journal and its file, in tests
   * @param nanoTime the clock
   */
  public record Options(
      boolean repair, SyncRule rule, UnaryOperator<ByteFile> files, LongSupplier nanoTime) {}

  /**
   * A record that was found.
   *
   * @param offset where it stands; later records stand further back
   * @param contentHash the SHA-256 of the model and of what was embedded
   * @param embedded whether it has a vector
   * @param tryAgain whether a run is to try again
   */
  public record Entry(long offset, ByteBuffer contentHash, boolean embedded, boolean tryAgain) {}

  /** Returns whether a path is an existing journal, or the lock file beside one. */
  public static boolean isJournal(Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    int end = name.length() - JournalLock.SUFFIX.length();
    return beginsAsJournal(path)
        || (name.endsWith(JournalLock.SUFFIX)
            && beginsAsJournal(path.resolveSibling(name.substring(0, end))));
  }

  private static boolean beginsAsJournal(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream file = Files.newInputStream(path)) {
      byte[] start = file.readNBytes(JournalHeader.MAX_BYTES);
      return start.length > 0 && JournalHeader.begins(start);
    }
  }

  /** Opens a journal of a model, or makes one. */
  public static JournalStore open(Path path, String model, Options options) {
    if (Files.isDirectory(path)) {
      throw new JournalException(
          JournalException.Kind.NOT_A_JOURNAL,
          path,
          "this is a directory; give the name of a file",
          null);
    }
    JournalLock lock = null;
    ByteFile file = null;
    boolean opened = false;
    try {
      lock = JournalLock.of(path);
      file = options.files().apply(DiskFile.open(path));
      JournalStore store = open(path, model, options, lock, file);
      opened = true;
      return store;
    } catch (IOException e) {
      throw JournalFailures.ofWriting(path, 0, e);
    } finally {
      if (!opened) {
        closeQuietly(file);
        closeQuietly(lock);
      }
    }
  }

  private static JournalStore open(
      Path path, String model, Options options, JournalLock lock, ByteFile file)
      throws IOException {
    JournalOpening opening = new JournalOpening(path, file, model, options.repair());
    opening.checkHeader();
    JournalFile records =
        new JournalFile(path, file, opening.start(), options.rule(), options.nanoTime());
    RecordIndex index = new RecordIndex(records::read);
    records.goOnAt(opening.fill(index));
    return new JournalStore(path, lock, records, index, opening);
  }

  private static void closeQuietly(@Nullable Closeable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (IOException e) {
      // The failure that is under way says more.
    }
  }

  /** How many keys have a vector. */
  public synchronized long embedded() {
    return index.embedded();
  }

  /** How many keys have failed. */
  public synchronized long failed() {
    return index.failed();
  }

  /** How many bytes were damaged when it was opened. */
  public long damagedBytes() {
    return damagedBytes;
  }

  /** How many bytes of a record that was not whole were cut when it was opened. */
  public long cutBytes() {
    return cutBytes;
  }

  /** Where the next record will stand. */
  public synchronized long end() {
    return file.end();
  }

  /** Writes a record, and marks its key as seen. */
  public synchronized void append(JournalRecord record) {
    requireOpen();
    long offset = file.end();
    index.put(file.append(record), offset, true);
  }

  /** The last record of a key. */
  public synchronized @Nullable Entry ofKey(String key) {
    requireOpen();
    return entry(index.ofKey(key));
  }

  /** The last record of a content. */
  public synchronized @Nullable Entry ofContent(ByteBuffer content) {
    requireOpen();
    return entry(index.ofContent(content));
  }

  private @Nullable Entry entry(long offset) {
    if (offset == 0) {
      return null;
    }
    RecordBody body = file.read(offset);
    return new Entry(offset, body.contentHash(), body.isEmbedded(), body.isToBeTriedAgain());
  }

  /** All of a record that was found. */
  public synchronized JournalRecord read(Entry entry) {
    requireOpen();
    return file.read(entry.offset()).record();
  }

  /** Marks a key that has a record or takes its mark away, and says whether it was marked. */
  public synchronized boolean see(String key, boolean seen) {
    requireOpen();
    return index.see(key, seen);
  }

  /** Takes all marks away. */
  public synchronized void forgetSeen() {
    requireOpen();
    index.forgetSeen();
  }

  /** Goes through the last record of each key that there is now, in the order of the file. */
  public synchronized RecordCursor records() {
    requireOpen();
    return new RecordCursor(this, file.scanner());
  }

  /** The next record that is the last of its key, or null at the end. */
  synchronized @Nullable JournalRecord next(RecordScanner scanner) {
    requireOpen();
    return file.next(scanner, index);
  }

  /** Waits until all that was written is on the disk. */
  public synchronized void sync() {
    requireOpen();
    file.sync();
  }

  /** Whether it was closed. */
  public synchronized boolean isClosed() {
    return closed;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      file.close();
    } catch (IOException e) {
      throw JournalFailures.ofWriting(path, 0, e);
    }
  }
}
