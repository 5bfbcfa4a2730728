package io.github.titanembeddings.internal.files;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
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
import java.util.UUID;

/**
 * A file that is written under a temporary name beside its target, and replaces the target when it
 * is complete and synced to the disk. Closing it before that deletes it. Not thread-safe.
 */
public final class AtomicFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String UNFINISHED = ".titan-embeddings-part";

  private final Path target;
  private final Path temporary;
  private final FileOutputStream file;
  private final OutputStream stream;

  @FunctionalInterface
  public interface Content {
    void writeTo(Path file) throws IOException;
  }

  private AtomicFile(Path target) throws IOException {
    this.target = target;
    this.temporary = part(target);
    this.file = new FileOutputStream(temporary.toFile()); // not closed by an interruption
    this.stream = new BufferedOutputStream(file, BUFFER_BYTES);
  }

  /** Creates a temporary file for a target that may exist, unless it is a directory. */
  public static AtomicFile create(Path target) throws IOException {
    Path real = realPath(target);
    requireNoDirectory(real);
    return new AtomicFile(real);
  }

  /** Replaces a file in one step, without syncing it; creates its folder. */
  public static void replace(Path file, Content content) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Path part = part(target);
    try {
      content.writeTo(part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Path part(Path target) {
    return target.resolveSibling("." + UUID.randomUUID() + UNFINISHED);
  }

  /** Returns whether a file is being written, or was left unfinished. */
  public static boolean isUnfinished(Path file) {
    return file.toString().endsWith(UNFINISHED);
  }

  /** Returns the path of an existing or future file, with all symbolic links resolved. */
  public static Path realPath(Path file) throws IOException {
    if (Files.exists(file)) {
      return file.toRealPath();
    }
    Path absolute = file.toAbsolutePath().normalize();
    Path folder = Objects.requireNonNull(absolute.getParent());
    return folder.toRealPath().resolve(absolute.getFileName());
  }

  private static void requireNoDirectory(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file + " is a directory; give the name of a file");
    }
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

  /** Returns the target with symbolic links resolved. */
  public Path target() {
    return target;
  }

  public OutputStream stream() {
    return stream;
  }

  public void overwriteStart(byte[] start) throws IOException {
    stream.flush();
    try (RandomAccessFile again = new RandomAccessFile(temporary.toFile(), "rw")) {
      again.write(start);
    }
  }

  public void sync() throws IOException {
    stream.flush();
    file.getFD().sync();
    file.close();
  }

  /** Gives the file its name; replaces an existing target. */
  public void rename() throws IOException {
    requireNoDirectory(target);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
    syncFolder();
  }

  /** Syncs the name to the disk, on systems that can open a folder. */
  private void syncFolder() {
    Path folder = Objects.requireNonNull(target.getParent());
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not supported.
    }
  }

  @Override
  public void close() {
    try {
      file.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The temporary file stays.
    }
  }
}
