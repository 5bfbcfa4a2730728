package io.github.titanembeddings.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** Texts within a record: a length in bytes and then UTF-8. */
final class Fields {
  private Fields() {}

  static void put(ByteBuffer target, byte[] text) {
    target.putInt(text.length).put(text);
  }

  static String text(ByteBuffer source) {
    byte[] text = new byte[source.getInt()];
    source.get(text);
    return new String(text, UTF_8);
  }
}
