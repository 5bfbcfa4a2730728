package io.github.titanembeddings.bulk.internal.journal;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Goes through the records of a file, from the first to the last that was there at the start. */
final class RecordScanner {
  private static final int WINDOW_BYTES = 256 * 1024;

  /** What is found at a position: a record, damage, or a tail that is not whole. */
  sealed interface Step {
    /**
     * A whole record.
     *
     * @param offset where it stands
     * @param body what it says, until the next step
     */
    record Whole(long offset, RecordBody body) implements Step {}

    /**
     * Bytes that are no record, before one that is whole.
     *
     * @param from the first of them
     * @param to the place of the whole record
     */
    record Damage(long from, long to) implements Step {}

    /**
     * Bytes that are no record, up to the end.
     *
     * @param from the first of them
     */
    record Tail(long from) implements Step {}
  }

  private final ByteFile file;
  private final long end;
  private byte[] window = new byte[WINDOW_BYTES];
  private long windowStart;
  private int windowLength;
  private long position;

  RecordScanner(ByteFile file, long from, long end) {
    this.file = file;
    this.end = end;
    this.position = from;
    this.windowStart = from;
  }

  /** What comes next, or null at the end. */
  @Nullable Step next() throws IOException {
    if (position >= end) {
      return null;
    }
    long from = position;
    int length = wholeAt(from);
    if (length >= 0) {
      position = from + RecordFrame.BYTES + length;
      return new Step.Whole(from, RecordBody.of(window, index(from) + RecordFrame.BYTES, length));
    }
    position = nextWhole(from + 1);
    return position < end ? new Step.Damage(from, position) : new Step.Tail(from);
  }

  private long nextWhole(long from) throws IOException {
    long candidate = from;
    while (candidate < end && wholeAt(candidate) < 0) {
      candidate++;
    }
    return candidate;
  }

  /** The length of the body of a whole record, or -1. */
  private int wholeAt(long offset) throws IOException {
    if (!isAvailable(offset, RecordFrame.BYTES)) {
      return -1;
    }
    int length = RecordFrame.bodyLength(window, index(offset));
    boolean whole =
        length >= 0
            && isAvailable(offset, RecordFrame.BYTES + length)
            && RecordFrame.isWhole(window, index(offset), length, offset);
    return whole ? length : -1;
  }

  private int index(long offset) {
    return (int) (offset - windowStart);
  }

  /** Brings so many bytes into the window, if the file has them. */
  private boolean isAvailable(long offset, int count) throws IOException {
    if (offset + count > end) {
      return false;
    }
    if (offset < windowStart || offset + count > windowStart + windowLength) {
      moveWindow(offset, count);
    }
    return offset + count <= windowStart + windowLength;
  }

  private void moveWindow(long offset, int count) throws IOException {
    byte[] target = count > window.length ? new byte[count + WINDOW_BYTES] : window;
    int kept = (int) Math.max(0, windowStart + windowLength - offset);
    if (offset < windowStart) {
      kept = 0;
    }
    System.arraycopy(window, windowLength - kept, target, 0, kept);
    window = target;
    windowStart = offset;
    int wanted = (int) Math.min(target.length - kept, end - offset - kept);
    windowLength = kept + file.read(offset + kept, target, kept, wanted);
  }

  /** The bytes from a position on, at most so many. */
  static byte[] read(ByteFile file, long position, int count) throws IOException {
    byte[] bytes = new byte[count];
    return Arrays.copyOf(bytes, file.read(position, bytes, 0, count));
  }
}
