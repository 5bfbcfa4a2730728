package io.github.titanembeddings.support.image;

import java.util.Arrays;

/** Builds a JPEG file segment by segment, without an encoder. */
public final class JpegBytes {
  public static final int SOF_BASELINE = 0xC0;
  public static final int SOF_EXTENDED = 0xC1;
  public static final int SOF_PROGRESSIVE = 0xC2;

  private final ByteWriter out = new ByteWriter().u8(0xFF, 0xD8);

  public JpegBytes raw(int... bytes) {
    out.u8(bytes);
    return this;
  }

  public JpegBytes segment(int marker, byte[] content) {
    out.u8(0xFF, marker).u16(content.length + 2).bytes(content);
    return this;
  }

  public JpegBytes jfif() {
    return segment(0xE0, new ByteWriter().text("JFIF\0\1\1\0\0\1\0\1\0\0").toBytes());
  }

  public JpegBytes adobe(int transform) {
    return segment(0xEE, new ByteWriter().text("Adobe\0\144\0\0\0\0").u8(transform).toBytes());
  }

  public JpegBytes comment(int length) {
    byte[] text = new byte[length];
    Arrays.fill(text, (byte) 'x');
    return segment(0xFE, text);
  }

  public JpegBytes exif(byte[] tiff) {
    return segment(0xE1, new ByteWriter().text("Exif\0\0").bytes(tiff).toBytes());
  }

  public JpegBytes frame(int marker, int precision, int width, int height, int components) {
    ByteWriter frame = new ByteWriter().u8(precision).u16(height).u16(width).u8(components);
    for (int i = 1; i <= components; i++) {
      frame.u8(i, 0x11, 0);
    }
    return segment(marker, frame.toBytes());
  }

  public JpegBytes frame(int width, int height) {
    return frame(SOF_BASELINE, 8, width, height, 3);
  }

  /** A scan header, some data and the end of the image. */
  public byte[] scanAndEnd() {
    segment(0xDA, new ByteWriter().u8(1, 1, 0, 0, 63, 0).toBytes());
    return raw(1, 2, 3, 4, 5, 0xFF, 0xD9).toBytes();
  }

  public byte[] toBytes() {
    return out.toBytes();
  }
}
