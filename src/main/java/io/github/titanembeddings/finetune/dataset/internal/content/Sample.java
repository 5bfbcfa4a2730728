package io.github.titanembeddings.finetune.dataset.internal.content;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A small square copy of an image: 64 x 64 values of luma, and 16 x 16 of each of two color
 * differences, halved; with the image's width divided by its height. Not thread-safe.
 */
final class Sample {
  /** The sides of the pixels that a sample is made of. */
  static final int SOURCE_SIDE = 256;

  /** A crop of up to 5 % at each side is near one of these, so its hash is near that of one. */
  static final double[][] CROPS = {{0, 0}, {0.035, 0}, {0, 0.035}, {0.04, 0.04}};

  static final int LUMA_SIDE = 64;
  static final int CHROMA_SIDE = 16;

  /** The pixels per value of luma, and the values of luma per value of chroma, at each side. */
  private static final int CELL = 4;

  static final int BYTES = LUMA_SIDE * LUMA_SIDE + 2 * CHROMA_SIDE * CHROMA_SIDE;

  private final byte[] bytes;
  private final float aspect;
  private final Map<Plane, float[]> values = new EnumMap<>(Plane.class);
  private final List<float[]> windows = new ArrayList<>();

  Sample(byte[] bytes, float aspect) {
    this.bytes = bytes;
    this.aspect = aspect;
  }

  byte[] bytes() {
    return bytes;
  }

  float aspect() {
    return aspect;
  }

  /** A part of an image: the cut at each side, as a share of the width or height. */
  record Window(double left, double right, double top, double bottom) {
    static final Window ALL = new Window(0, 0, 0, 0);
  }

  /** The three planes of a sample. */
  enum Plane {
    LUMA(0, LUMA_SIDE),
    BLUE(LUMA_SIDE * LUMA_SIDE, CHROMA_SIDE),
    RED(LUMA_SIDE * LUMA_SIDE + CHROMA_SIDE * CHROMA_SIDE, CHROMA_SIDE);

    private final int offset;
    private final int side;

    Plane(int offset, int side) {
      this.offset = offset;
      this.side = side;
    }

    int side() {
      return side;
    }
  }

  /** Returns the luma of the sums of a number of pixels' channels. */
  private static int luma(int red, int green, int blue, int pixels) {
    return (299 * red + 587 * green + 114 * blue) / (1000 * pixels);
  }

  static int luma(int rgb) {
    return luma(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF, 1);
  }

  /** Averages {@code SOURCE_SIDE} x {@code SOURCE_SIDE} pixels. */
  static Sample of(int[] pixels, float aspect) {
    byte[] bytes = new byte[BYTES];
    int[] blues = new int[CHROMA_SIDE * CHROMA_SIDE];
    int[] reds = new int[CHROMA_SIDE * CHROMA_SIDE];
    for (int cell = 0; cell < LUMA_SIDE * LUMA_SIDE; cell++) {
      int y = cell / LUMA_SIDE;
      int x = cell % LUMA_SIDE;
      int redAndBlue = 0; // each in 16 bits
      int green = 0;
      for (int i = 0; i < CELL; i++) {
        int from = (y * CELL + i) * SOURCE_SIDE + x * CELL;
        for (int at = from; at < from + CELL; at++) {
          redAndBlue += pixels[at] & 0xFF00FF;
          green += pixels[at] >> 8 & 0xFF;
        }
      }
      int red = redAndBlue >>> 16;
      int blue = redAndBlue & 0xFFFF;
      int luma = luma(red, green, blue, CELL * CELL);
      bytes[cell] = (byte) luma;
      int chroma = y / CELL * CHROMA_SIDE + x / CELL;
      blues[chroma] += blue - CELL * CELL * luma;
      reds[chroma] += red - CELL * CELL * luma;
    }
    for (int i = 0; i < blues.length; i++) {
      bytes[Plane.BLUE.offset + i] = (byte) (blues[i] / 512);
      bytes[Plane.RED.offset + i] = (byte) (reds[i] / 512);
    }
    return new Sample(bytes, aspect);
  }

  /** Returns the values of a plane, row by row. */
  float[] values(Plane plane) {
    return values.computeIfAbsent(plane, this::read);
  }

  private float[] read(Plane plane) {
    float[] values = new float[plane.side * plane.side];
    for (int i = 0; i < values.length; i++) {
      byte value = bytes[plane.offset + i];
      values[i] = plane == Plane.LUMA ? value & 0xFF : value * 2;
    }
    return values;
  }

  /** Returns the luma of each of the crops, across and then down, scaled once to a side. */
  List<float[]> windows(int side) {
    if (windows.isEmpty()) {
      float[] columns = turned(values(Plane.LUMA), LUMA_SIDE);
      for (double[] across : CROPS) {
        float[] rows = turned(rows(columns, LUMA_SIDE, across[0], across[1], side), LUMA_SIDE);
        for (double[] down : CROPS) {
          windows.add(rows(rows, side, down[0], down[1], side));
        }
      }
    }
    return windows;
  }

  /** Scales a part of a plane to a number of values per side, each the mean of four. */
  float[] scaled(Plane plane, Window window, int side) {
    float[] rows = rows(values(plane), plane.side, window.top(), window.bottom(), side);
    float[] columns = turned(rows, plane.side);
    return turned(rows(columns, side, window.left(), window.right(), side), side);
  }

  /** Scales rows to a number of rows, each the mean of two, without a share before and after. */
  static float[] rows(float[] values, int width, double before, double after, int count) {
    int height = values.length / width;
    float[] scaled = new float[count * width];
    for (int i = 0; i < 2 * count; i++) {
      double share = before + (i + 0.5) / (2 * count) * (1 - before - after);
      double position = Math.max(0, Math.min(height - 1.001, height * share - 0.5));
      int row = (int) position;
      float lower = (float) (position - row) / 2;
      add(values, row * width, 0.5f - lower, lower, scaled, i / 2 * width, width);
    }
    return scaled;
  }

  /** A loop that the virtual machine turns into vector instructions. */
  private static void add(
      float[] values, int from, float upper, float lower, float[] sums, int to, int width) {
    for (int x = 0; x < width; x++) {
      sums[to + x] += values[from + x] * upper + values[from + width + x] * lower;
    }
  }

  /** Exchanges rows and columns. */
  static float[] turned(float[] values, int width) {
    int height = values.length / width;
    float[] turned = new float[values.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        turned[x * height + y] = values[y * width + x];
      }
    }
    return turned;
  }
}
