package io.github.titanembeddings.support.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An EXIF block: a TIFF header and one directory. */
public final class ExifBytes {
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;

  private ExifBytes() {}

  public static byte[] orientation(int orientation) {
    return orientation(orientation, ByteOrder.BIG_ENDIAN, 8, 0);
  }

  /**
   * A block with an orientation.
   *
   * @param directory where the directory starts, 8 or more
   * @param otherTags how many other tags stand before the orientation
   */
  public static byte[] orientation(int orientation, ByteOrder order, int directory, int otherTags) {
    ByteBuffer tiff = ByteBuffer.allocate(directory + 2 + 12 * (otherTags + 1) + 4).order(order);
    tiff.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
    tiff.putShort((short) 42).putInt(directory).position(directory);
    tiff.putShort((short) (otherTags + 1));
    for (int i = 0; i < otherTags; i++) {
      entry(tiff, 0x0100, SHORT, 77);
    }
    entry(tiff, ORIENTATION, SHORT, orientation);
    return tiff.array();
  }

  /** An orientation whose type isn't the usual one. */
  public static byte[] orientationOfType(int type) {
    ByteBuffer tiff = ByteBuffer.wrap(orientation(6));
    tiff.putShort(12, (short) type);
    return tiff.array();
  }

  private static void entry(ByteBuffer tiff, int tag, int type, int value) {
    tiff.putShort((short) tag).putShort((short) type).putInt(1);
    tiff.putShort((short) value).putShort((short) 0);
  }
}
