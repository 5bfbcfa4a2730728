package io.github.titanembeddings.support.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Builds a PNG file chunk by chunk, without an encoder. */
public final class PngBytes {
  private final ByteWriter out = new ByteWriter().u8(0x89).text("PNG\r\n").u8(0x1A, 0x0A);

  public PngBytes chunk(String type, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(ISO_8859_1));
    crc.update(content);
    out.u32(content.length).text(type).bytes(content).u32((int) crc.getValue());
    return this;
  }

  public PngBytes header(int width, int height, int bitDepth, int colorType, int interlace) {
    return chunk("IHDR", imageHeader(width, height, bitDepth, colorType, interlace));
  }

  public PngBytes header(int width, int height) {
    return header(width, height, 8, 2, 0);
  }

  /** Image data that nothing can inflate, and the end. */
  public byte[] dataAndEnd() {
    return chunk("IDAT", new byte[] {1, 2, 3}).chunk("IEND", new byte[0]).toBytes();
  }

  public byte[] toBytes() {
    return out.toBytes();
  }

  /** Corrects the checksum of the first chunk; leaves other formats unchanged. */
  public static void correctChecksum(byte[] png) {
    if (png.length >= 33 && png[0] == (byte) 0x89) {
      CRC32 crc = new CRC32();
      crc.update(png, 12, 17);
      ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    }
  }

  static byte[] imageHeader(int width, int height, int bitDepth, int colorType, int interlace) {
    return new ByteWriter()
        .u32(width)
        .u32(height)
        .u8(bitDepth, colorType, 0, 0, interlace)
        .toBytes();
  }
}
