package io.github.titanembeddings.internal.journal;

import io.github.titanembeddings.bulk.internal.journal.ByteFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A file on a disk that has room for so many bytes more, and whose waiting is only counted. */
public record FaultyFile(ByteFile file, AtomicLong room, AtomicInteger syncs, boolean truncates)
    implements ByteFile {
  /** A file of endless room. */
  public static ByteFile counting(ByteFile file, AtomicInteger syncs) {
    return new FaultyFile(file, new AtomicLong(Long.MAX_VALUE), syncs, true);
  }

  @Override
  public long length() throws IOException {
    return file.length();
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) throws IOException {
    return file.read(position, target, offset, count);
  }

  @Override
  public void write(long position, byte[] source, int count) throws IOException {
    int fits = (int) Math.min(count, room.get());
    file.write(position, source, fits);
    room.addAndGet(-fits);
    if (fits < count) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public void truncate(long length) throws IOException {
    if (!truncates) {
      throw new IOException("Input/output error");
    }
    file.truncate(length);
  }

  @Override
  public void sync() {
    syncs.incrementAndGet();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
