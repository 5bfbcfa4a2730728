package io.github.titanembeddings.finetune.dataset.internal.manifest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 strictly, one line after the other, into one buffer. */
public final class Utf8 {
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private CharBuffer chars = CharBuffer.allocate(1024);

  /** Decodes a line; returns the position of the first byte that is not UTF-8, or -1. */
  int decode(byte[] line) {
    if (chars.capacity() < line.length) {
      chars = CharBuffer.allocate(Math.max(line.length, 2 * chars.capacity()));
    }
    chars.clear();
    ByteBuffer bytes = ByteBuffer.wrap(line);
    decoder.reset();
    boolean bad = decoder.decode(bytes, chars, true).isError();
    return bad ? bytes.position() : -1;
  }

  /** The decoded line, followed by what is left of others. */
  char[] chars() {
    return chars.array();
  }

  /** How many characters the line has. */
  int length() {
    return chars.position();
  }

  /** The length of a byte order mark at the beginning: 3 or 0. */
  public static int byteOrderMarkLength(byte[] start, int length) {
    boolean mark =
        length >= 3
            && start[0] == (byte) 0xEF
            && start[1] == (byte) 0xBB
            && start[2] == (byte) 0xBF;
    return mark ? 3 : 0;
  }
}
