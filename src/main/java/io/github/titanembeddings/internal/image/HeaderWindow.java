package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.ReadFrom;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.validation.ViolationCodes;

/** A range of bytes of an image file, addressed by their position in the file. */
final class HeaderWindow {
  /** The minimum length of a window unless the file ends in it; no larger piece is parsed. */
  static final int MINIMUM = 64;

  private final long position;
  private final byte[] bytes;
  private final int length;
  private final long fileEnd;

  HeaderWindow(long position, byte[] bytes, int length, long fileSize) {
    this.position = position;
    this.bytes = bytes;
    this.length = length;
    this.fileEnd = length < MINIMUM ? position + length : fileSize;
  }

  /** Returns whether all these bytes are in the window. */
  boolean holds(long at, int count) {
    return at >= position && at + count <= position + length;
  }

  /** Returns whether the file ends before the end of these bytes. */
  boolean endsWithin(long at, int count) {
    return at + count > fileEnd;
  }

  /**
   * Returns the step for bytes outside the window: read them, or the file ends before them.
   *
   * @param wanted the part of the file that contains the bytes, for messages
   */
  HeaderStep missing(long at, int count, String wanted) {
    return endsWithin(at, count)
        ? new Unusable(
            ViolationCodes.IMAGE_TRUNCATED,
            "the file ends at byte " + fileEnd + ", before the end of " + wanted)
        : new ReadFrom(at);
  }

  int u8(long at) {
    return bytes[index(at)] & 0xFF;
  }

  int u16(long at) {
    return u8(at) << 8 | u8(at + 1);
  }

  long u32(long at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  /** Returns these bytes as text, one character per byte. */
  String text(long at, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append((char) u8(at + i));
    }
    return text.toString();
  }

  /** Returns whether the bytes at this position are in the window and equal the text. */
  boolean matches(long at, String text) {
    return holds(at, text.length()) && text(at, text.length()).equals(text);
  }

  private int index(long at) {
    return Math.toIntExact(at - position);
  }
}
