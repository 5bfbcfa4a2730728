package io.github.titanembeddings.finetune.dataset.internal.content;

/**
 * A small square copy of an image: 64 x 64 values of luma, and 16 x 16 of each of two color
 * differences, halved; with the image's width divided by its height.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(byte[] bytes, float aspect) {
  /** The sides of the pixels that a sample is made of. */
  static final int SOURCE_SIDE = 256;

  static final int LUMA_SIDE = 64;
  static final int CHROMA_SIDE = 16;
  static final int BYTES = LUMA_SIDE * LUMA_SIDE + 2 * CHROMA_SIDE * CHROMA_SIDE;

  /** A part of an image: what is cut off at each side, as a share of the width or height. */
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
  }

  static int luma(int rgb) {
    return (299 * ((rgb >> 16) & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF)) / 1000;
  }

  /** Averages {@code SOURCE_SIDE} x {@code SOURCE_SIDE} pixels. */
  static Sample of(int[] pixels, float aspect) {
    int[] sums = new int[BYTES];
    for (int y = 0; y < SOURCE_SIDE; y++) {
      for (int x = 0; x < SOURCE_SIDE; x++) {
        int rgb = pixels[y * SOURCE_SIDE + x];
        int luma = luma(rgb);
        int chroma = (y >> 4) * CHROMA_SIDE + (x >> 4);
        sums[(y >> 2) * LUMA_SIDE + (x >> 2)] += luma;
        sums[Plane.BLUE.offset + chroma] += (rgb & 0xFF) - luma;
        sums[Plane.RED.offset + chroma] += ((rgb >> 16) & 0xFF) - luma;
      }
    }
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = (byte) (i < Plane.BLUE.offset ? sums[i] / 16 : sums[i] / 512);
    }
    return new Sample(bytes, aspect);
  }

  private int value(Plane plane, int index) {
    byte value = bytes[plane.offset + index];
    return plane == Plane.LUMA ? value & 0xFF : value * 2;
  }

  /** Scales a part of a plane to a number of values per side, each the mean of four. */
  float[] scaled(Plane plane, Window window, int side) {
    float[] right = new float[2 * side];
    int[] columns = positions(plane.side, window.left(), window.right(), right);
    float[] down = new float[2 * side];
    int[] rows = positions(plane.side, window.top(), window.bottom(), down);
    float[] across = new float[plane.side * side];
    for (int y = rows[0]; y <= rows[rows.length - 1] + 1; y++) {
      for (int x = 0; x < columns.length; x++) {
        int at = y * plane.side + columns[x];
        float value = value(plane, at);
        across[y * side + x / 2] += value + (value(plane, at + 1) - value) * right[x];
      }
    }
    float[] scaled = new float[side * side];
    for (int y = 0; y < rows.length; y++) {
      int upper = rows[y] * side;
      int to = y / 2 * side;
      float lowerShare = down[y] / 4;
      float upperShare = 0.25f - lowerShare;
      for (int x = 0; x < side; x++) {
        scaled[to + x] += across[upper + x] * upperShare + across[upper + side + x] * lowerShare;
      }
    }
    return scaled;
  }

  /** Returns the value before each point, and sets the share of the next value in the point. */
  private static int[] positions(int side, double before, double after, float[] shares) {
    int[] positions = new int[shares.length];
    for (int i = 0; i < positions.length; i++) {
      double position = side * (before + (i + 0.5) / positions.length * (1 - before - after)) - 0.5;
      double within = Math.max(0, Math.min(side - 1.001, position));
      positions[i] = (int) within;
      shares[i] = (float) (within - positions[i]);
    }
    return positions;
  }
}
