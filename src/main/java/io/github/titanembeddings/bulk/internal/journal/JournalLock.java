package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all others from a journal while it is open: other processes by a lock on a file beside it,
 * this process by a list. The file stays when the journal is closed, as taking it away would let
 * two in; and it is a file beside it, as the system drops locks of a file that the process opens
 * and closes a second time.
 */
final class JournalLock implements Closeable {
  static final String SUFFIX = ".lock";

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private JournalLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a journal.
   *
   * @throws JournalException if it is locked already
   */
  static JournalLock of(Path journal) throws IOException {
    Path file = lockFile(journal);
    if (!HELD.add(file)) {
      throw locked(journal, "is open in this process already");
    }
    try {
      return new JournalLock(file, lockedChannel(journal, file));
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  private static Path lockFile(Path journal) throws IOException {
    Path real = Files.exists(journal) ? journal.toRealPath() : journal.toAbsolutePath();
    Path file = real.resolveSibling(real.getFileName() + SUFFIX);
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Left by an earlier opening.
    }
    return file.toRealPath();
  }

  private static FileChannel lockedChannel(Path journal, Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    boolean kept = false;
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw locked(journal, "is open in another process");
      }
      kept = true;
      return channel;
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  private static JournalException locked(Path journal, String problem) {
    return new JournalException(
        JournalException.Kind.LOCKED,
        journal,
        "the journal " + problem + "; a journal serves one run at a time: close it there first",
        null);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
