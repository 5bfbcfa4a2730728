package io.github.titanembeddings.finetune.dataset.internal.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream into lines that end with LF or CR LF. What is too long for a line is skipped. */
public final class LineSplitter implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final int mostBytes;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private byte[] line = new byte[1024];
  private int length;
  private long byteCount;
  private long totalBytes;

  public LineSplitter(InputStream in, long mostBytes) {
    this.in = in;
    this.mostBytes = (int) mostBytes;
  }

  /** Goes to the next line; false at the end. */
  public boolean next() throws IOException {
    length = 0;
    byteCount = 0;
    if (position == limit && !fill()) {
      return false;
    }
    while (true) {
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      append(end);
      boolean complete = end < limit;
      position = complete ? end + 1 : end;
      if (complete || !fill()) {
        break;
      }
    }
    if (length > 0 && line[length - 1] == '\r' && length == byteCount) {
      length--;
      byteCount--;
    }
    return true;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    totalBytes += limit;
    return limit > 0;
  }

  private void append(int end) {
    byteCount += end - position;
    int fits = Math.min(end - position, mostBytes + 1 - length);
    if (length + fits > line.length) {
      line = Arrays.copyOf(line, Math.max(length + fits, Math.min(2 * line.length, mostBytes + 1)));
    }
    System.arraycopy(buffer, position, line, length, fits);
    length += fits;
  }

  /** Whether the line has more bytes than are kept. */
  public boolean isTooLong() {
    return byteCount > mostBytes;
  }

  /** A buffer that begins with the line, and changes with the next. */
  public byte[] bytes() {
    return line;
  }

  /** How many bytes of the buffer are the line. */
  public int length() {
    return length;
  }

  /** How many bytes the line has, kept or not. */
  public long byteCount() {
    return byteCount;
  }

  /** How many bytes of the stream have been read. */
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
