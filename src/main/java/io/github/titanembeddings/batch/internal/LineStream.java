package io.github.titanembeddings.batch.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;

/**
 * Presents the lines of a stream as one stream each, which ends before the line feed. In memory is
 * a buffer, whatever the length of a line. Not thread-safe.
 */
public final class LineStream extends InputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final long maxBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long lineBytes;
  private boolean isLineEnd = true;

  /** Thrown by the read methods if the line is longer than allowed. */
  static final class LineTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    LineTooLongException(long maxBytes) {
      super(String.format(Locale.ROOT, "the line has more than %,d bytes", maxBytes));
    }
  }

  public LineStream(InputStream in, long maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Skips the rest of the line and moves to the next one; returns false at the end. */
  public boolean next() throws IOException {
    while (!isLineEnd) {
      skipBuffered();
    }
    lineBytes = 0;
    if (position == limit && !fill()) {
      return false;
    }
    isLineEnd = false;
    return true;
  }

  private void skipBuffered() throws IOException {
    if (position == limit && !fill()) {
      isLineEnd = true;
      return;
    }
    int end = lineFeed(limit);
    position = end;
    if (end < limit) {
      endLine();
    }
  }

  private void endLine() {
    position++;
    isLineEnd = true;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  private int lineFeed(int end) {
    int i = position;
    while (i < end && buffer[i] != '\n') {
      i++;
    }
    return i;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (isLineEnd) {
      return -1;
    }
    if (position == limit && !fill()) {
      isLineEnd = true;
      return -1;
    }
    int end = lineFeed(Math.min(limit, position + length));
    int count = end - position;
    if (count == 0) {
      endLine();
      return -1;
    }
    lineBytes += count;
    if (lineBytes > maxBytes) {
      throw new LineTooLongException(maxBytes);
    }
    System.arraycopy(buffer, position, target, offset, count);
    position = end;
    return count;
  }
}
