package io.github.titanembeddings.internal.image.fit;

import io.github.titanembeddings.internal.image.ImageData;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Counts the scans of the JPEG data in a TIFF file, strip by strip or tile by tile; see {@link
 * JpegScans}.
 */
final class TiffScans {
  private static final int LITTLE_ENDIAN = 0x4949;
  private static final int BIG_ENDIAN = 0x4D4D;
  private static final int MAGIC = 42;
  private static final long ENTRY = 12;
  private static final int COMPRESSION = 259;
  private static final int OLD_JPEG = 6;
  private static final int JPEG = 7;
  private static final int STRIP_OFFSETS = 273;
  private static final int TILE_OFFSETS = 324;
  private static final int JPEG_TABLES = 347;
  private static final int JPEG_INTERCHANGE_FORMAT = 513;
  private static final int SHORT = 3;
  private static final int START_OF_IMAGE = 0xFFD8;

  /** An interchange format and its strips may be the same bytes. */
  private static final long MOST_PASSES = 3;

  /** Blank tiles of a file often share their data, so that a small file has passes without harm. */
  private static final long ALWAYS_ALLOWED = 64L * 1024 * 1024;

  private TiffScans() {}

  /**
   * Returns whether a strip of the first image has more scans than this, or very many strips share
   * their data, which is decoded once for each of them. False unless the file is a TIFF with JPEG
   * data.
   */
  public static boolean exceed(ImageData file, long most) throws IOException {
    try (ImageDataStream bytes = new ImageDataStream(file)) {
      int order = file.size() < 8 ? 0 : bytes.readUnsignedShort();
      bytes.setByteOrder(order == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      boolean tiff =
          (order == LITTLE_ENDIAN || order == BIG_ENDIAN) && bytes.readUnsignedShort() == MAGIC;
      long directory = tiff ? bytes.readUnsignedInt() : file.size();
      if (directory + 2 > file.size()) {
        return false;
      }
      bytes.seek(directory);
      long entries = Math.min(bytes.readUnsignedShort(), (file.size() - directory - 2) / ENTRY);
      boolean jpeg = false;
      for (long i = 0; i < entries; i++) {
        jpeg |= isJpegCompression(bytes, directory + 2 + ENTRY * i);
      }
      long left = Math.max(MOST_PASSES * file.size(), ALWAYS_ALLOWED);
      for (long i = 0; jpeg && i < entries && left >= 0; i++) {
        left = check(bytes, directory + 2 + ENTRY * i, most, left);
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
  private static long check(ImageDataStream bytes, long entry, long most, long left)
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
    for (long i = 0; offsets && i < last && rest >= 0; i++) {
      bytes.seek(values + i * size);
      long offset = size == 2 ? bytes.readUnsignedShort() : bytes.readUnsignedInt();
      rest = checkJpeg(bytes, offset, most, rest);
    }
    return rest;
  }

  private static long checkJpeg(ImageDataStream bytes, long offset, long most, long left)
      throws IOException {
    if (offset + 2 > bytes.length()) {
      return left;
    }
    bytes.seek(offset);
    int start = bytes.read() << 8 | bytes.read();
    if (start != START_OF_IMAGE) {
      return left;
    }
    boolean tooMany = JpegScans.count(bytes, most) > most;
    long end = Math.min(bytes.getStreamPosition(), bytes.length());
    return tooMany ? -1 : left - (end - offset);
  }
}
