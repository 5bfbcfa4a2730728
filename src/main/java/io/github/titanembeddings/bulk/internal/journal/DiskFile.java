package io.github.titanembeddings.bulk.internal.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file on a disk. Unlike a channel, which an interrupted thread closes for all others, it does
 * not care about interruption. Safe for use by several threads.
 */
final class DiskFile implements ByteFile {
  private final RandomAccessFile file;

  private DiskFile(RandomAccessFile file) {
    this.file = file;
  }

  /** Opens a file, and makes it if it is not there. */
  static DiskFile open(Path path) throws IOException {
    if (Files.exists(path) && !(Files.isReadable(path) && Files.isWritable(path))) {
      throw new AccessDeniedException(path.toString());
    }
    return new DiskFile(new RandomAccessFile(path.toFile(), "rw"));
  }

  @Override
  public synchronized long length() throws IOException {
    return file.length();
  }

  @Override
  public synchronized int read(long position, byte[] target, int offset, int count)
      throws IOException {
    file.seek(position);
    int done = 0;
    while (done < count) {
      int read = file.read(target, offset + done, count - done);
      if (read < 0) {
        return done;
      }
      done += read;
    }
    return done;
  }

  @Override
  public synchronized void write(long position, byte[] source, int count) throws IOException {
    file.seek(position);
    file.write(source, 0, count);
  }

  @Override
  public synchronized void truncate(long length) throws IOException {
    file.setLength(length);
  }

  @Override
  public void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
