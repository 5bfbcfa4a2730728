package io.github.titanembeddings.internal.image.header;

import io.github.titanembeddings.internal.image.header.HeaderStep.ReadFrom;
import io.github.titanembeddings.internal.image.header.HeaderStep.Unusable;

/** Some bytes of an image file in a row, addressed by their position in the file. */
public final class HeaderWindow {
  /** No window is shorter, unless the file ends in it. Nothing is looked at in larger pieces. */
  static final int MINIMUM = 64;

  private final long position;
  private final byte[] bytes;
  private final int length;
  private final long fileEnd;

  public HeaderWindow(long position, byte[] bytes, int length, long fileSize) {
    this.position = position;
    this.bytes = bytes;
    this.length = length;
    this.fileEnd = length < MINIMUM ? position + length : fileSize;
  }

  /** Whether all these bytes are in the window. */
  public boolean holds(long at, int count) {
    return at >= position && at + count <= position + length;
  }

  /** Whether the file ends before all these bytes have come. */
  boolean endsWithin(long at, int count) {
    return at + count > fileEnd;
  }

  /**
   * The answer when bytes are not in the window: to read them, or that the file ends before them.
   *
   * @param wanted what they are part of, for people
   */
  HeaderStep missing(long at, int count, String wanted) {
    return endsWithin(at, count)
        ? Unusable.truncated("the file ends at byte " + fileEnd + ", before the end of " + wanted)
        : new ReadFrom(at);
  }

  public int u8(long at) {
    return bytes[index(at)] & 0xFF;
  }

  public int u16(long at) {
    return u8(at) << 8 | u8(at + 1);
  }

  long u32(long at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  /** These bytes as text, one character a byte. */
  String text(long at, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append((char) u8(at + i));
    }
    return text.toString();
  }

  /** Whether the bytes at this position are in the window and equal the text's characters. */
  public boolean matches(long at, String text) {
    return holds(at, text.length()) && text(at, text.length()).equals(text);
  }

  private int index(long at) {
    return Math.toIntExact(at - position);
  }
}
