package io.github.titanembeddings.transport.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Counts the bytes of a response body and detects a JSON object that is cut off. Not thread-safe.
 */
final class BodyCheck {
  private final int maxBytes;
  private final boolean isObject;
  private long count;
  private byte first;
  private byte last;

  BodyCheck(int maxBytes, boolean isObject) {
    this.maxBytes = maxBytes;
    this.isObject = isObject;
  }

  /**
   * Takes the next bytes.
   *
   * @throws ReplyRefusedException if the body is too large
   */
  void add(ByteBuffer bytes) {
    count += bytes.remaining();
    if (count > maxBytes) {
      throw ReplyRefusedException.tooLarge(maxBytes);
    }
    if (isObject) {
      for (int i = bytes.position(); first == 0 && i < bytes.limit(); i++) {
        first = visible(bytes.get(i));
      }
      byte newest = 0;
      for (int i = bytes.limit() - 1; newest == 0 && i >= bytes.position(); i--) {
        newest = visible(bytes.get(i));
      }
      last = newest == 0 ? last : newest;
    }
  }

  /**
   * Ends the body.
   *
   * @throws IOException if it is empty or ends within a JSON object: the connection broke
   */
  void end() throws IOException {
    if (isObject && (first == 0 || (first == '{' && last != '}'))) {
      throw new IOException(
          String.format(
              Locale.ROOT, "the reply ends after %,d bytes, before its JSON object does", count));
    }
  }

  /** Returns the byte, or 0 for white space. */
  private static byte visible(byte value) {
    return value == ' ' || value == '\n' || value == '\r' || value == '\t' ? 0 : value;
  }
}
