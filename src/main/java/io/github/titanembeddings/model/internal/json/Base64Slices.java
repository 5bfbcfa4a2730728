package io.github.titanembeddings.model.internal.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/** Encodes a stream as base64 into its place in a larger array, a small slice at a time. */
final class Base64Slices {
  private static final int SLICE_BYTES = 3 * 512;

  private Base64Slices() {}

  /** How many characters so many bytes become. */
  static long encodedLength(long bytes) {
    return (bytes + 2) / 3 * 4;
  }

  /**
   * Encodes exactly so many bytes of a stream.
   *
   * @return how many bytes the stream had: {@code count}, fewer, or one more if it goes on
   */
  static long encode(InputStream bytes, long count, byte[] target, int offset) throws IOException {
    Base64.Encoder encoder = Base64.getEncoder();
    byte[] encoded = new byte[(int) encodedLength(SLICE_BYTES)];
    byte[] slice = new byte[SLICE_BYTES];
    int place = offset;
    for (long left = count; left > 0; left -= slice.length) {
      if (left < slice.length) {
        slice = new byte[(int) left];
      }
      int read = bytes.readNBytes(slice, 0, slice.length);
      if (read < slice.length) {
        return count - left + read;
      }
      int length = encoder.encode(slice, encoded);
      System.arraycopy(encoded, 0, target, place, length);
      place += length;
    }
    return bytes.read() < 0 ? count : count + 1;
  }
}
