package io.github.titanembeddings.support.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Appends bytes and big-endian numbers. */
public final class ByteWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public ByteWriter u8(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  ByteWriter u16(int value) {
    return u8(value >> 8, value);
  }

  public ByteWriter u32(int value) {
    return u16(value >> 16).u16(value);
  }

  public ByteWriter bytes(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  /** One byte a character. */
  public ByteWriter text(String text) {
    return bytes(text.getBytes(ISO_8859_1));
  }

  public ByteWriter zeros(int count) {
    return bytes(new byte[count]);
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }
}
