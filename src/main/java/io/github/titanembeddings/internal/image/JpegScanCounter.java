package io.github.titanembeddings.internal.image;

import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Counts the scans of a JPEG file, or of the JPEG data in a TIFF file. A decoder may pass over all
 * pixels once per scan, so a small file with thousands of scans takes minutes to decode.
 */
final class JpegScanCounter {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;

  private static final int LITTLE_ENDIAN = 0x4949;
  private static final int BIG_ENDIAN = 0x4D4D;
  private static final int TIFF_MAGIC = 42;
  private static final long TIFF_ENTRY = 12;
  private static final int COMPRESSION = 259;
  private static final int OLD_JPEG = 6;
  private static final int JPEG = 7;
  private static final int STRIP_OFFSETS = 273;
  private static final int TILE_OFFSETS = 324;
  private static final int JPEG_TABLES = 347;
  private static final int JPEG_INTERCHANGE_FORMAT = 513;
  private static final int SHORT = 3;

  /** An interchange format and its strips may be the same bytes. */
  private static final long MOST_PASSES = 3;

  /** Blank tiles of a file often share their data, so that a small file has passes without harm. */
  private static final long ALWAYS_ALLOWED = 64L * 1024 * 1024;

  private JpegScanCounter() {}

  /** Returns the number of scans up to the end of the image, at most {@code most + 1}. */
  static long count(ImageData jpeg, long most) throws IOException {
    try (ImageDataStream bytes = new ImageDataStream(jpeg)) {
      return count(bytes, most);
    }
  }

  /** Counts from the position of a stream, which ends after the image or the last scan counted. */
  private static long count(ImageDataStream bytes, long most) throws IOException {
    long scans = 0;
    int marker = nextMarker(bytes);
    boolean first = true;
    while (marker >= 0 && marker != EOI && scans <= most && (first || marker != SOI)) {
      if (marker == SOS) {
        scans++;
      }
      if (marker != SOI) {
        long segment = bytes.getStreamPosition();
        int length = bytes.read() << 8 | bytes.read();
        bytes.seek(segment + Math.max(0, length));
      }
      marker = nextMarker(bytes);
      first = false;
    }
    return scans;
  }

  /** Returns the next marker that is no restart marker; -1 at the end of the file. */
  private static int nextMarker(ImageDataStream bytes) throws IOException {
    int previous = 0;
    while (true) {
      int next = bytes.read();
      boolean marker = previous == 0xFF && next > 0x01 && next < 0xFF;
      boolean restart = next >= 0xD0 && next <= 0xD7;
      if (next < 0 || (marker && !restart)) {
        return next;
      }
      previous = next;
    }
  }

  /**
   * Returns whether a strip or tile of the first image in a TIFF file has more scans than this, or
   * very many strips share their data, which is decoded once for each of them. False unless the
   * file is a TIFF with JPEG data.
   */
  static boolean exceedInTiff(ImageData file, long most) throws IOException {
    try (ImageDataStream bytes = new ImageDataStream(file)) {
      int order = file.size() < 8 ? 0 : bytes.readUnsignedShort();
      bytes.setByteOrder(order == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      boolean tiff =
          (order == LITTLE_ENDIAN || order == BIG_ENDIAN)
              && bytes.readUnsignedShort() == TIFF_MAGIC;
      long directory = tiff ? bytes.readUnsignedInt() : file.size();
      if (directory + 2 > file.size()) {
        return false;
      }
      bytes.seek(directory);
      long entries =
          Math.min(bytes.readUnsignedShort(), (file.size() - directory - 2) / TIFF_ENTRY);
      boolean jpeg = false;
      for (long i = 0; i < entries; i++) {
        jpeg |= isJpegCompression(bytes, directory + 2 + TIFF_ENTRY * i);
      }
      long left = Math.max(MOST_PASSES * file.size(), ALWAYS_ALLOWED);
      for (long i = 0; jpeg && i < entries && left >= 0; i++) {
        left = checkEntry(bytes, directory + 2 + TIFF_ENTRY * i, most, left);
      }
      return left < 0;
    }
  }

  private static boolean isJpegCompression(ImageDataStream bytes, long entry) throws IOException {
    bytes.seek(entry);
    int tag = bytes.readUnsignedShort();
    int type = bytes.readUnsignedShort();
    bytes.seek(entry + 8);
    long value = type == SHORT ? bytes.readUnsignedShort() : bytes.readUnsignedInt();
    return tag == COMPRESSION && (value == OLD_JPEG || value == JPEG);
  }

  /** Returns the number of bytes that may still be searched; negative if there are too many. */
  private static long checkEntry(ImageDataStream bytes, long entry, long most, long left)
      throws IOException {
    bytes.seek(entry);
    int tag = bytes.readUnsignedShort();
    int type = bytes.readUnsignedShort();
    long count = bytes.readUnsignedInt();
    if (tag == JPEG_TABLES) {
      return checkJpeg(bytes, bytes.readUnsignedInt(), most, left);
    }
    boolean offsets = tag == STRIP_OFFSETS || tag == TILE_OFFSETS || tag == JPEG_INTERCHANGE_FORMAT;
    int size = type == SHORT ? 2 : 4;
    long values = count * size <= 4 ? entry + 8 : bytes.readUnsignedInt();
    long last = Math.min(count, (bytes.length() - values) / size);
    long rest = left;
    long previous = -1;
    long passed = 0;
    for (long i = 0; offsets && i < last && rest >= 0; i++) {
      bytes.seek(values + i * size);
      long offset = size == 2 ? bytes.readUnsignedShort() : bytes.readUnsignedInt();
      if (offset != previous) { // else the same bytes again, which need not be read twice
        passed = rest - checkJpeg(bytes, offset, most, rest);
        previous = offset;
      }
      rest -= passed;
    }
    return rest;
  }

  private static long checkJpeg(ImageDataStream bytes, long offset, long most, long left)
      throws IOException {
    if (offset + 2 > bytes.length()) {
      return left;
    }
    bytes.seek(offset);
    if (bytes.read() != 0xFF || bytes.read() != SOI) {
      return left;
    }
    boolean tooMany = count(bytes, most) > most;
    long end = Math.min(bytes.getStreamPosition(), bytes.length());
    return tooMany ? -1 : left - (end - offset);
  }
}
