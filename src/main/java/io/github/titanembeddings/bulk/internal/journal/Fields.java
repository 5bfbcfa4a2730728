package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Texts within a record: a length in bytes, then UTF-8, or UTF-16 for a key. */
final class Fields {
  private Fields() {}

  static void put(ByteBuffer target, byte[] text) {
    target.putInt(text.length).put(text);
  }

  /** The chars of a text, the unpaired ones too, which UTF-8 does not have. */
  static byte[] utf16(String text) {
    byte[] bytes = new byte[text.length() * Character.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().put(text);
    return bytes;
  }

  /** The text of these chars. */
  static String utf16(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().toString();
  }

  static String text(ByteBuffer source) {
    byte[] text = new byte[source.getInt()];
    source.get(text);
    return new String(text, UTF_8);
  }
}
