package io.github.titanembeddings.bench;

import io.github.titanembeddings.support.TestImages;
import java.util.Arrays;
import java.util.Random;

/** The payloads. */
public enum Payload {
  /** One sentence. */
  SHORT_TEXT("short text", 0),
  /** A JPEG of 102,400 bytes. */
  IMAGE_100_KB("100 KB image", 100 * 1024),
  /** A JPEG of 5,242,880 bytes. */
  IMAGE_5_MB("5 MB image", 5 * 1024 * 1024),
  /** A JPEG of 15,728,640 bytes. */
  IMAGE_15_MB("15 MB image", 15 * 1024 * 1024);

  static final String TEXT = "red running shoe with a white sole, seen from the side";

  private final String label;
  private final int imageBytes;

  Payload(String label, int imageBytes) {
    this.label = label;
    this.imageBytes = imageBytes;
  }

  boolean isText() {
    return imageBytes == 0;
  }

  int imageBytes() {
    return imageBytes;
  }

  /** Returns a small JPEG padded with noise to the size, with an end marker (EOI). */
  byte[] image() {
    byte[] drawn = TestImages.jpeg(640, 480);
    byte[] noise = new byte[imageBytes - drawn.length];
    new Random(1).nextBytes(noise);
    byte[] image = Arrays.copyOf(drawn, imageBytes);
    System.arraycopy(noise, 0, image, drawn.length, noise.length);
    image[imageBytes - 2] = (byte) 0xFF;
    image[imageBytes - 1] = (byte) 0xD9;
    return image;
  }

  @Override
  public String toString() {
    return label;
  }
}
