package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;

/**
 * A descriptor of an image in seven bytes: the brightness of its four quarters, two color
 * differences and the aspect ratio. It rules out copies among images with similar hashes without
 * reading their samples.
 */
final class ColorLayout {
  private static final int SIDE = 16;

  /** The largest differences that cropping 5 % from each side makes. */
  private static final int MAX_LUMA = 32;

  private static final int MAX_CHROMA = 6;
  private static final int MAX_ASPECT = 6;
  private static final int ASPECT_STEPS = 32;

  private ColorLayout() {}

  static long of(Sample sample) {
    double aspect = ASPECT_STEPS * Math.log(sample.aspect());
    long layout = Math.round(Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, aspect))) & 0xFF;
    for (Plane plane : new Plane[] {Plane.BLUE, Plane.RED}) {
      float[] values = sample.scaled(plane, Window.ALL, SIDE);
      layout = (layout << Byte.SIZE) | (Math.round(mean(values, 0, 0, SIDE) / 2) & 0xFF);
    }
    float[] luma = sample.scaled(Plane.LUMA, Window.ALL, SIDE);
    for (int y = 0; y < SIDE; y += SIDE / 2) {
      for (int x = 0; x < SIDE; x += SIDE / 2) {
        int half = Math.round(mean(luma, x, y, SIDE / 2) / 2);
        layout = (layout << Byte.SIZE) | Math.min(Byte.MAX_VALUE, half);
      }
    }
    return layout;
  }

  private static float mean(float[] values, int left, int top, int side) {
    float sum = 0;
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        sum += values[y * SIDE + x];
      }
    }
    return sum / (side * side);
  }

  static boolean areNear(long one, long other) {
    for (int i = 0; i < 7; i++) {
      int most = i < 4 ? MAX_LUMA / 2 : i < 6 ? MAX_CHROMA : MAX_ASPECT;
      byte first = (byte) (one >>> (i * Byte.SIZE));
      byte second = (byte) (other >>> (i * Byte.SIZE));
      if (Math.abs(first - second) > most) {
        return false;
      }
    }
    return true;
  }
}
