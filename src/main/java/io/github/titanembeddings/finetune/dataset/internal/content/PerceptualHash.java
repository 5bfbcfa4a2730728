package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A hash of 64 bits that differs in few bits between copies of an image: the signs of the lowest
 * frequencies, 32 of the luma and 16 of each color difference, by a discrete cosine transform.
 *
 * <p>A frequency counts as positive only above a threshold, so that noise does not decide about
 * those near zero, as in a grayscale image.
 */
final class PerceptualHash {
  private static final int SIDE = 16;
  private static final int HIGHEST = 8;
  private static final int LUMA_BITS = 32;
  private static final int CHROMA_BITS = 16;
  private static final double LOWEST_THRESHOLD = 4;

  /** A crop of up to 5 % at each side is near one of these, so its hash is near that of one. */
  private static final double[][] CROPS = {{0, 0}, {0.035, 0}, {0, 0.035}, {0.04, 0.04}};

  static final List<Window> WINDOWS = windows();

  private static final float[][] COSINES = cosines();

  /** The frequencies from the lowest to the highest, as row and column; without the mean. */
  private static final int[][] FREQUENCIES = frequencies();

  private PerceptualHash() {}

  private static List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    for (double[] across : CROPS) {
      for (double[] down : CROPS) {
        windows.add(new Window(across[0], across[1], down[0], down[1]));
      }
    }
    return List.copyOf(windows);
  }

  private static float[][] cosines() {
    float[][] cosines = new float[HIGHEST][SIDE];
    for (int frequency = 0; frequency < HIGHEST; frequency++) {
      double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / SIDE);
      for (int x = 0; x < SIDE; x++) {
        cosines[frequency][x] = (float) (scale * Math.cos(Math.PI * (x + 0.5) * frequency / SIDE));
      }
    }
    return cosines;
  }

  private static int[][] frequencies() {
    List<int[]> all = new ArrayList<>();
    for (int i = 1; i < HIGHEST * HIGHEST; i++) {
      all.add(new int[] {i / HIGHEST, i % HIGHEST});
    }
    all.sort(Comparator.comparingInt(f -> f[0] * f[0] + f[1] * f[1]));
    return all.toArray(int[][]::new);
  }

  /** Returns the hash of a part of an image. */
  static long of(Sample sample, Window window) {
    float[] luma = transformed(sample.scaled(Plane.LUMA, window, SIDE));
    double sum = 0;
    for (float coefficient : luma) {
      sum += Math.abs(coefficient);
    }
    double threshold = Math.max(LOWEST_THRESHOLD, sum / luma.length / 4);
    long lumaBits = bits(luma, LUMA_BITS, threshold);
    long chromaBits = 0;
    for (Plane plane : List.of(Plane.BLUE, Plane.RED)) {
      float[] chroma = transformed(sample.scaled(plane, window, SIDE));
      chromaBits = (chromaBits << CHROMA_BITS) | bits(chroma, CHROMA_BITS, LOWEST_THRESHOLD);
    }
    return mixed(lumaBits, chromaBits);
  }

  /**
   * Interleaves the bits, so that each band of {@link HashIndex} has bits of luma: grayscale images
   * differ in no others.
   */
  private static long mixed(long luma, long chroma) {
    long mixed = 0;
    for (int i = 0; i < LUMA_BITS; i++) {
      mixed = (mixed << 2) | (luma >>> i & 1) << 1 | (chroma >>> i & 1);
    }
    return mixed;
  }

  private static long bits(float[] coefficients, int count, double threshold) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      bits = (bits << 1) | (coefficients[i] > threshold ? 1 : 0);
    }
    return bits;
  }

  /** Returns the coefficients from the lowest frequency to the highest. */
  private static float[] transformed(float[] values) {
    float[][] rows = new float[SIDE][HIGHEST];
    for (int y = 0; y < SIDE; y++) {
      for (int frequency = 0; frequency < HIGHEST; frequency++) {
        for (int x = 0; x < SIDE; x++) {
          rows[y][frequency] += values[y * SIDE + x] * COSINES[frequency][x];
        }
      }
    }
    float[] coefficients = new float[FREQUENCIES.length];
    for (int i = 0; i < coefficients.length; i++) {
      for (int y = 0; y < SIDE; y++) {
        coefficients[i] += rows[y][FREQUENCIES[i][1]] * COSINES[FREQUENCIES[i][0]][y];
      }
    }
    return coefficients;
  }
}
