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
    for (int i = 0; i < pixels.length; i++) {
      int x = i % SOURCE_SIDE;
      int y = i / SOURCE_SIDE;
      int luma = luma(pixels[i]);
      sums[cell(Plane.LUMA, x, y)] += luma;
      sums[cell(Plane.BLUE, x, y)] += (pixels[i] & 0xFF) - luma;
      sums[cell(Plane.RED, x, y)] += ((pixels[i] >> 16) & 0xFF) - luma;
    }
    byte[] bytes = new byte[BYTES];
    int lumaPixels = pixels.length / (LUMA_SIDE * LUMA_SIDE);
    int chromaPixels = pixels.length / (CHROMA_SIDE * CHROMA_SIDE);
    for (int i = 0; i < BYTES; i++) {
      bytes[i] =
          (byte) (i < Plane.BLUE.offset ? sums[i] / lumaPixels : sums[i] / (2 * chromaPixels));
    }
    return new Sample(bytes, aspect);
  }

  private static int cell(Plane plane, int x, int y) {
    int scale = SOURCE_SIDE / plane.side;
    return plane.offset + y / scale * plane.side + x / scale;
  }

  private int value(Plane plane, int index) {
    byte value = bytes[plane.offset + index];
    return plane == Plane.LUMA ? value & 0xFF : value * 2;
  }

  /** Scales a part of a plane to a number of values per side, each the mean of four. */
  float[] scaled(Plane plane, Window window, int side) {
    int points = 2 * side;
    double[] columns = positions(plane.side, window.left(), window.right(), points);
    double[] rows = positions(plane.side, window.top(), window.bottom(), points);
    float[] scaled = new float[side * side];
    for (int y = 0; y < points; y++) {
      int row = (int) rows[y];
      float down = (float) (rows[y] - row);
      for (int x = 0; x < points; x++) {
        int column = (int) columns[x];
        float right = (float) (columns[x] - column);
        int at = row * plane.side + column;
        float upper = value(plane, at) * (1 - right) + value(plane, at + 1) * right;
        float lower =
            value(plane, at + plane.side) * (1 - right) + value(plane, at + plane.side + 1) * right;
        scaled[y / 2 * side + x / 2] += (upper * (1 - down) + lower * down) / 4;
      }
    }
    return scaled;
  }

  private static double[] positions(int side, double before, double after, int points) {
    double[] positions = new double[points];
    for (int i = 0; i < points; i++) {
      double position = side * (before + (i + 0.5) / points * (1 - before - after)) - 0.5;
      positions[i] = Math.max(0, Math.min(side - 1.001, position));
    }
    return positions;
  }
}
