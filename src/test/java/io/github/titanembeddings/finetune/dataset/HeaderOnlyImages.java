package io.github.titanembeddings.finetune.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Images of any size that consist of little more than a header. */
public final class HeaderOnlyImages {
  private HeaderOnlyImages() {}

  public static byte[] png(int width, int height) {
    return png(width, height, "made");
  }

  /** Returns a PNG that contains a text, to distinguish images of the same size. */
  public static byte[] png(int width, int height, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u0089PNG\r\n\u001A\n".getBytes(ISO_8859_1));
    byte[] header = {8, 2, 0, 0, 0};
    chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(header).array());
    chunk(out, "tEXt", text.getBytes(ISO_8859_1));
    chunk(out, "IDAT", new byte[] {1, 2, 3});
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Returns a PNG of a number of bytes, with zeros before its end. */
  public static byte[] png(int width, int height, int byteCount) {
    byte[] small = png(width, height);
    byte[] large = Arrays.copyOf(small, byteCount);
    Arrays.fill(large, small.length - 12, small.length, (byte) 0);
    System.arraycopy(small, small.length - 12, large, byteCount - 12, 12);
    return large;
  }

  /** Returns an animated PNG. */
  public static byte[] animated(int width, int height) {
    byte[] still = png(width, height);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(still, 0, 33);
    chunk(out, "acTL", new byte[8]);
    out.write(still, 33, still.length - 33);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(ISO_8859_1));
    crc.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(type.getBytes(ISO_8859_1));
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /** Returns a JPEG with a number of bytes of comments before its size. */
  public static byte[] jpeg(int width, int height, int components, int commentBytes) {
    ByteBuffer out = ByteBuffer.allocate(commentBytes + 1024 + 4 * (commentBytes / 60_000 + 1));
    out.putShort((short) 0xFFD8);
    for (int left = commentBytes; left > 0; left -= 60_000) {
      int length = Math.min(left, 60_000);
      out.putShort((short) 0xFFFE).putShort((short) (length + 2)).put(new byte[length]);
    }
    out.putShort((short) 0xFFC0).putShort((short) (8 + 3 * components)).put((byte) 8);
    out.putShort((short) height).putShort((short) width).put((byte) components);
    for (int i = 1; i <= components; i++) {
      out.put((byte) i).put((byte) 0x11).put((byte) 0);
    }
    out.putShort((short) 0xFFDA).putShort((short) 8);
    out.position(out.position() + 58).putShort((short) 0xFFD9);
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Returns a JPEG with an EXIF orientation. */
  public static byte[] rotated(int width, int height) {
    byte[] plain = jpeg(width, height, 3, 0);
    ByteBuffer out = ByteBuffer.allocate(plain.length + 36);
    out.putShort((short) 0xFFD8).putShort((short) 0xFFE1).putShort((short) 34);
    out.put("Exif\0\0MM\0*\0\0\0\b\0\1\1\u0012\0\3\0\0\0\1\0\6\0\0\0\0\0\0".getBytes(ISO_8859_1));
    return out.put(plain, 2, plain.length - 2).array();
  }
}
