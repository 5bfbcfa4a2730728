package io.github.titanembeddings.finetune.dataset.internal.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a stream into lines that end in LF or CR LF; skips the rest of lines that are too long.
 */
final class LineSplitter implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private byte[] line = new byte[1024];
  private int length;
  private long byteCount;
  private long totalBytes;

  LineSplitter(InputStream in, long maxBytes) {
    this.in = in;
    this.maxBytes = (int) maxBytes;
  }

  /** Advances to the next line; returns false at the end. */
  boolean next() throws IOException {
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
    int fits = Math.min(end - position, maxBytes + 1 - length);
    if (length + fits > line.length) {
      line = Arrays.copyOf(line, Math.max(length + fits, Math.min(2 * line.length, maxBytes + 1)));
    }
    System.arraycopy(buffer, position, line, length, fits);
    length += fits;
  }

  /** Returns whether the line has more bytes than are kept. */
  boolean isTooLong() {
    return byteCount > maxBytes;
  }

  /** Returns a buffer that starts with the line; the next line overwrites it. */
  byte[] bytes() {
    return line;
  }

  /** Returns the number of bytes of the line in the buffer. */
  int length() {
    return length;
  }

  /** Returns the number of bytes of the line, including those not kept. */
  long byteCount() {
    return byteCount;
  }

  long totalBytes() {
    return totalBytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
