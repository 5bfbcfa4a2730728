package io.github.titanembeddings.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;

/** Builds the body for an image in one array of its exact size, encoding base64 in slices. */
final class OneCopy {
  private static final byte[] BEFORE = "{\"inputImage\":\"".getBytes(US_ASCII);
  private static final byte[] AFTER = "\"}".getBytes(US_ASCII);
  private static final int SLICE = 3 * 1024;

  private OneCopy() {}

  static byte[] body(byte[] image) {
    byte[] body = new byte[BEFORE.length + (image.length + 2) / 3 * 4 + AFTER.length];
    System.arraycopy(BEFORE, 0, body, 0, BEFORE.length);
    Base64.Encoder encoder = Base64.getEncoder();
    byte[] slice = new byte[SLICE];
    byte[] encoded = new byte[SLICE / 3 * 4];
    int place = BEFORE.length;
    int whole = image.length / SLICE * SLICE;
    for (int from = 0; from < whole; from += SLICE) {
      System.arraycopy(image, from, slice, 0, SLICE);
      encoder.encode(slice, encoded);
      System.arraycopy(encoded, 0, body, place, encoded.length);
      place += encoded.length;
    }
    byte[] last = encoder.encode(Arrays.copyOfRange(image, whole, image.length));
    System.arraycopy(last, 0, body, place, last.length);
    System.arraycopy(AFTER, 0, body, body.length - AFTER.length, AFTER.length);
    return body;
  }
}
