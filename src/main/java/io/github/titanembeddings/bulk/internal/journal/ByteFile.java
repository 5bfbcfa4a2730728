package io.github.titanembeddings.bulk.internal.journal;

import java.io.Closeable;
import java.io.IOException;

/** A file that is read and written at positions. */
public interface ByteFile extends Closeable {
  /** How many bytes there are. */
  long length() throws IOException;

  /** Reads until the part of the array is full or the file ends; gives how many bytes it read. */
  int read(long position, byte[] target, int offset, int count) throws IOException;

  /** Writes the first bytes of an array at a position. */
  void write(long position, byte[] source, int count) throws IOException;

  /** Takes away all behind a length. */
  void truncate(long length) throws IOException;

  /** Waits until all that was written is on the disk. */
  void sync() throws IOException;
}
