package io.github.titanembeddings.internal.image;

import java.io.IOException;

/**
 * Reads the orientation in an Exif block, from front to back.
 *
 * <p>The block is a small TIFF file, whose first directory has a tag for the orientation. A broken
 * block has the orientation 1.
 */
final class ExifOrientation {
  private static final int HEADER_BYTES = 8;
  private static final int COUNT_BYTES = 2;
  private static final int ENTRY_BYTES = 12;
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int WINDOW = 4 * 1024;

  /** Cameras write about twenty entries; more than this are ignored. */
  private static final int MAX_ENTRIES = 256;

  private final long start;
  private final long end;
  private long at;
  private boolean littleEndian;

  /** The size of the part at the position; 0 at the end. */
  private int size = HEADER_BYTES;

  private int entries;
  private int value = 1;

  /** Creates a reader of a block, from its byte order on; the end is exclusive. */
  ExifOrientation(long start, long end) {
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /** Reads the orientation of the first image of a TIFF file, 1 to 8. */
  static int ofTiff(ImageData file) throws IOException {
    ExifOrientation orientation = new ExifOrientation(0, file.size());
    byte[] window = new byte[(int) Math.min(WINDOW, file.size())];
    boolean found = false;
    while (!found) {
      long at = orientation.at();
      int length = file.read(at, window);
      found = orientation.read(new HeaderWindow(at, window, length, file.size()));
    }
    return orientation.value();
  }

  /** Returns the orientation, 1 to 8, once {@link #read} is done. */
  int value() {
    return value;
  }

  /** Returns the position of the bytes that {@link #read} needs next. */
  long at() {
    return at;
  }

  /** Continues reading; returns false if bytes after the window are needed. */
  boolean read(HeaderWindow window) {
    while (size != 0 && at + size <= end && !window.endsWithin(at, size)) {
      if (!window.holds(at, size)) {
        return false;
      } else if (size == HEADER_BYTES) {
        readHeader(window);
      } else if (size == COUNT_BYTES) {
        entries = Math.min(u16(window, at), MAX_ENTRIES);
        next(at + COUNT_BYTES, entries == 0 ? 0 : ENTRY_BYTES);
      } else {
        readEntry(window);
      }
    }
    return true;
  }

  private void next(long position, int bytes) {
    at = position;
    size = bytes;
  }

  private void readHeader(HeaderWindow window) {
    littleEndian = window.matches(at, "II*\0");
    boolean valid = littleEndian || window.matches(at, "MM\0*");
    long offset = u32(window, at + 4);
    next(start + offset, valid && offset >= HEADER_BYTES ? COUNT_BYTES : 0);
  }

  private void readEntry(HeaderWindow window) {
    boolean found = u16(window, at) == ORIENTATION;
    if (found) {
      int given = u16(window, at + 2) == SHORT ? u16(window, at + 8) : 1;
      value = given >= 1 && given <= 8 ? given : 1;
    }
    entries--;
    next(at + ENTRY_BYTES, found || entries == 0 ? 0 : ENTRY_BYTES);
  }

  private int u16(HeaderWindow window, long at) {
    int number = window.u16(at);
    return littleEndian ? Short.toUnsignedInt(Short.reverseBytes((short) number)) : number;
  }

  private long u32(HeaderWindow window, long at) {
    long number = window.u32(at);
    return littleEndian ? Integer.toUnsignedLong(Integer.reverseBytes((int) number)) : number;
  }
}
