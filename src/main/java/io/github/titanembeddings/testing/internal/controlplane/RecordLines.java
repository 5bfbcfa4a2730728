package io.github.titanembeddings.testing.internal.controlplane;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a file, one at a time and of bounded length. */
final class RecordLines implements AutoCloseable {
  /** The largest body of InvokeModel, its record ID and the rest of the line. */
  private static final int MAX_LINE = 26_000_000;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long number;

  RecordLines(InputStream in) {
    this.in = in;
  }

  /** Returns the next line that is not blank, without its end; null at the end of the file. */
  byte @Nullable [] next() throws IOException {
    while (fill()) {
      number++;
      line.reset();
      boolean ended = false;
      while (!ended && fill()) {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
          end++;
        }
        ended = end < limit;
        line.write(buffer, position, end - position);
        position = ended ? end + 1 : end;
        if (line.size() > MAX_LINE) {
          throw new IllegalArgumentException("line " + number + " is too long");
        }
      }
      byte[] bytes = line.toByteArray();
      if (!isBlank(bytes)) {
        return bytes;
      }
    }
    return null;
  }

  /** Returns whether there is a byte at the position. */
  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer));
    }
    return position < limit;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b > ' ' || b < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number of the last line, from 1. */
  long number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
