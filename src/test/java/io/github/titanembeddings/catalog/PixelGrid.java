package io.github.titanembeddings.catalog;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** An image scaled down on white: each cell is the mean of its pixels. */
final class PixelGrid {
  private static final int LONG_SIDE = 128;

  private final int width;
  private final int height;
  private final float[][] cells;

  private PixelGrid(int width, int height) {
    this.width = width;
    this.height = height;
    this.cells = new float[width * height][3];
  }

  static PixelGrid of(BufferedImage image) {
    BufferedImage plain = onWhite(image);
    double factor = Math.min(1, (double) LONG_SIDE / Math.max(plain.getWidth(), plain.getHeight()));
    PixelGrid grid =
        new PixelGrid(
            (int) Math.max(1, Math.round(plain.getWidth() * factor)),
            (int) Math.max(1, Math.round(plain.getHeight() * factor)));
    int[] pixels = ((DataBufferInt) plain.getRaster().getDataBuffer()).getData();
    for (int y = 0; y < grid.height; y++) {
      for (int x = 0; x < grid.width; x++) {
        grid.cells[y * grid.width + x] =
            grid.mean(pixels, plain.getWidth(), plain.getHeight(), x, y);
      }
    }
    return grid;
  }

  private static BufferedImage onWhite(BufferedImage image) {
    BufferedImage plain =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = plain.createGraphics();
    canvas.drawImage(image, 0, 0, Color.WHITE, null);
    canvas.dispose();
    return plain;
  }

  private float[] mean(int[] pixels, int columns, int rows, int x, int y) {
    int left = x * columns / width;
    int right = Math.max(left + 1, (x + 1) * columns / width);
    int top = y * rows / height;
    int bottom = Math.max(top + 1, (y + 1) * rows / height);
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int rgb = pixels[row * columns + column];
        red += (rgb >> 16) & 255;
        green += (rgb >> 8) & 255;
        blue += rgb & 255;
      }
    }
    float full = 255f * (right - left) * (bottom - top);
    return new float[] {red / full, green / full, blue / full};
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Red, green and blue, each from 0 to 1. */
  float[] rgb(int x, int y) {
    return cells[y * width + x];
  }

  /** From 0 for black to 1 for white. */
  double brightness(int x, int y) {
    float[] rgb = rgb(x, y);
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
  }
}
