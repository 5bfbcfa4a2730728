package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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

  private static final double[][] WHOLE = {Sample.CROPS[0]};

  static final List<Window> WINDOWS = windows();

  private static final float[][] COSINES = cosines();

  /** The places of the frequencies from the lowest to the highest, without the mean. */
  private static final int[] FREQUENCIES =
      IntStream.range(1, HIGHEST * HIGHEST)
          .boxed()
          .sorted(Comparator.comparingInt(PerceptualHash::height))
          .mapToInt(i -> i)
          .toArray();

  private PerceptualHash() {}

  private static List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    for (double[] across : Sample.CROPS) {
      for (double[] down : Sample.CROPS) {
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

  private static int height(int frequency) {
    int down = frequency / HIGHEST;
    int across = frequency % HIGHEST;
    return down * down + across * across;
  }

  /** Returns the hash of an image. */
  static long of(Sample sample) {
    return of(sample, WHOLE)[0];
  }

  /** Returns the hashes of an image and of {@link #WINDOWS}. */
  static long[] ofWindows(Sample sample) {
    return of(sample, Sample.CROPS);
  }

  /** Returns the hashes for each crop across and each down. */
  private static long[] of(Sample sample, double[][] crops) {
    long[] luma = bits(sample, Plane.LUMA, crops, LUMA_BITS);
    long[] blue = bits(sample, Plane.BLUE, crops, CHROMA_BITS);
    long[] red = bits(sample, Plane.RED, crops, CHROMA_BITS);
    long[] hashes = new long[luma.length];
    Arrays.setAll(hashes, i -> mixed(luma[i], blue[i] << CHROMA_BITS | red[i]));
    return hashes;
  }

  private static long[] bits(Sample sample, Plane plane, double[][] crops, int count) {
    float[] columns = Sample.turned(sample.values(plane), plane.side());
    long[] bits = new long[crops.length * crops.length];
    int i = 0;
    for (double[] across : crops) {
      float[] rows = Sample.turned(transformed(columns, plane.side(), across), plane.side());
      for (double[] down : crops) {
        float[] coefficients = transformed(rows, HIGHEST, down);
        bits[i++] = bits(coefficients, count, threshold(plane, coefficients));
      }
    }
    return bits;
  }

  private static double threshold(Plane plane, float[] coefficients) {
    if (plane != Plane.LUMA) {
      return LOWEST_THRESHOLD;
    }
    double sum = -Math.abs(coefficients[0]); // the mean
    for (float coefficient : coefficients) {
      sum += Math.abs(coefficient);
    }
    return Math.max(LOWEST_THRESHOLD, sum / FREQUENCIES.length / 4);
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
      bits = (bits << 1) | (coefficients[FREQUENCIES[i]] > threshold ? 1 : 0);
    }
    return bits;
  }

  /** Scales rows to {@code SIDE}, and returns a row for each of the lowest frequencies. */
  private static float[] transformed(float[] values, int width, double[] crop) {
    float[] rows = Sample.rows(values, width, crop[0], crop[1], SIDE);
    float[] coefficients = new float[HIGHEST * width];
    for (int i = 0; i < HIGHEST * SIDE; i++) {
      int frequency = i / SIDE;
      int y = i % SIDE;
      for (int x = 0; x < width; x++) {
        coefficients[frequency * width + x] += rows[y * width + x] * COSINES[frequency][y];
      }
    }
    return coefficients;
  }
}
