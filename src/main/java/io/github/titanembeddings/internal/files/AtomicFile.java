package io.github.titanembeddings.internal.files;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;

/**
 * A file that is written under a temporary name beside it, and gets its own name when it is whole
 * and on the disk. Closed before that, it is as if it had never been begun.
 */
public final class AtomicFile implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path target;
  private final Guard guard;
  private final Path temporary;
  private final RandomAccessFile file;
  private final OutputStream stream;

  /** Refuses to replace certain files. */
  @FunctionalInterface
  public interface Guard {
    /**
     * Checks the real path of a file that may be replaced.
     *
     * @throws IOException if it must not be replaced
     */
    void check(Path target) throws IOException;
  }

  private AtomicFile(Path target, Guard guard, Path temporary, RandomAccessFile file) {
    this.target = target;
    this.guard = guard;
    this.temporary = temporary;
    this.file = file;
    this.stream = new BufferedOutputStream(new FileStream(file), BUFFER_BYTES);
  }

  /** Creates a file that takes the place of a missing or existing one if the guard permits. */
  public static AtomicFile create(Path target, Guard guard) throws IOException {
    Path real = realPath(target);
    requireReplaceable(real, guard);
    Path temporary = AtomicFiles.part(real);
    Files.createFile(temporary); // with the permissions that the umask allows
    return new AtomicFile(real, guard, temporary, new RandomAccessFile(temporary.toFile(), "rw"));
  }

  /** Returns the path of an existing or future file, with all symbolic links resolved. */
  private static Path realPath(Path file) throws IOException {
    if (Files.exists(file)) {
      return file.toRealPath();
    }
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = Objects.requireNonNull(absolute.getParent());
    return folder.toRealPath().resolve(absolute.getFileName());
  }

  private static void requireReplaceable(Path file, Guard guard) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file + " is a directory; give the name of a file");
    }
    guard.check(file);
  }

  /**
   * Returns whether two files are the same, or would be on a file system that ignores case or
   * Unicode normalization.
   */
  public boolean isSameAs(AtomicFile other) throws IOException {
    boolean isSameFolder = Objects.equals(target.getParent(), other.target.getParent());
    return (isSameFolder && foldedName().equals(other.foldedName()))
        || (Files.exists(target)
            && Files.exists(other.target)
            && Files.isSameFile(target, other.target));
  }

  private String foldedName() {
    String name = String.valueOf(target.getFileName());
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** Returns the real path of the finished file. */
  public Path target() {
    return target;
  }

  public OutputStream stream() {
    return stream;
  }

  /** Writes over the beginning of the file. */
  public void overwriteStart(byte[] start) throws IOException {
    stream.flush();
    file.seek(0);
    file.write(start);
  }

  /** Waits until all is on the disk. */
  public void sync() throws IOException {
    stream.flush();
    file.getFD().sync();
    file.close();
  }

  /** Gives the file its name, in place of one that had it. */
  public void rename() throws IOException {
    requireReplaceable(target, guard);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
    syncFolder();
  }

  /** Brings the name to the disk too, on systems that let a folder be opened for that. */
  private void syncFolder() {
    Path folder = Objects.requireNonNull(target.getParent());
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems don't.
    }
  }

  /** Closes it in the course of another failure, which says more. */
  public void discard() {
    try {
      close();
    } catch (IOException e) {
      // The temporary file stays.
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(temporary);
  }

  /** Writes to a file without closing it. */
  private static final class FileStream extends OutputStream {
    private final RandomAccessFile file;

    FileStream(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      file.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      file.write(bytes, offset, length);
    }
  }
}
