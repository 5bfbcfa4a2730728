package io.github.titanembeddings.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;

/**
 * Scales an image to a square, whatever its aspect, in a fraction of the time that Java2D takes:
 * each pixel is the mean of the source at {@code POINTS} x {@code POINTS} points.
 */
final class SquareScaler {
  private static final int POINTS = 4;
  private static final int SHIFT = 4;

  private final BufferedImage source;
  private final Raster raster;
  private final int width;

  private SquareScaler(BufferedImage source) {
    this.source = source;
    this.raster = source.getRaster();
    this.width = source.getWidth();
  }

  /**
   * Returns an image of type {@code TYPE_INT_RGB} or {@code TYPE_INT_ARGB}, colored as on white.
   */
  static BufferedImage square(BufferedImage image, int side) {
    boolean alpha = image.getColorModel().hasAlpha();
    int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage square = new BufferedImage(side, side, type);
    int[] pixels = ((DataBufferInt) square.getRaster().getDataBuffer()).getData();
    new SquareScaler(isPlain(image) ? image : PlainPixels.drawn(image)).fill(pixels, side);
    return square;
  }

  private static boolean isPlain(BufferedImage image) {
    return switch (image.getType()) {
      case BufferedImage.TYPE_3BYTE_BGR,
          BufferedImage.TYPE_4BYTE_ABGR,
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB ->
          true;
      default -> false;
    };
  }

  private void fill(int[] pixels, int side) {
    int[] columns = points(width, side);
    int[] rows = points(source.getHeight(), side);
    long[] row = new long[width];
    for (int y = 0; y < side; y++) {
      long[] sums = new long[width];
      for (int point = y * POINTS; point < (y + 1) * POINTS; point++) {
        if (point == 0 || rows[point] != rows[point - 1]) {
          read(rows[point], row);
        }
        for (int x = 0; x < width; x++) {
          sums[x] += row[x];
        }
      }
      for (int x = 0; x < side; x++) {
        long sum = 0;
        for (int point = x * POINTS; point < (x + 1) * POINTS; point++) {
          sum += sums[columns[point]];
        }
        pixels[y * side + x] = mean(sum);
      }
    }
  }

  private static int[] points(int length, int side) {
    int[] points = new int[side * POINTS];
    for (int i = 0; i < points.length; i++) {
      points[i] = (int) ((2L * i + 1) * length / (2L * points.length));
    }
    return points;
  }

  private static int mean(long sum) {
    int pixel = 0;
    for (int channel = 0; channel < 4; channel++) {
      pixel |= (int) (sum >>> (16 * channel + SHIFT) & 0xFF) << (8 * channel);
    }
    return pixel;
  }

  /** Reads a row of pixels, 16 bits for each channel. */
  private void read(int y, long[] row) {
    if (raster.getDataBuffer() instanceof DataBufferInt) {
      int[] pixels = (int[]) raster.getDataElements(0, y, width, 1, null);
      int opaque = source.getColorModel().hasAlpha() ? 0 : 0xFF000000;
      for (int x = 0; x < width; x++) {
        int rgb = pixels[x] | opaque;
        row[x] = spread(rgb >>> 24, rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
      }
      return;
    }
    byte[] bytes = ((DataBufferByte) raster.getDataBuffer()).getData();
    ComponentSampleModel model = (ComponentSampleModel) raster.getSampleModel();
    int[] bands = model.getBandOffsets();
    int green = bands.length > 1 ? bands[1] : bands[0];
    int blue = bands.length > 1 ? bands[2] : bands[0];
    int step = model.getPixelStride();
    int at =
        raster.getDataBuffer().getOffset()
            + (y - raster.getSampleModelTranslateY()) * model.getScanlineStride()
            - raster.getSampleModelTranslateX() * step;
    for (int x = 0; x < width; x++, at += step) {
      int alpha = bands.length > 3 ? bytes[at + bands[3]] & 0xFF : 0xFF;
      row[x] =
          spread(
              alpha,
              bytes[at + bands[0]] & 0xFF,
              bytes[at + green] & 0xFF,
              bytes[at + blue] & 0xFF);
    }
  }

  private static long spread(int alpha, int red, int green, int blue) {
    if (alpha != 0xFF) {
      return (long) alpha << 48
          | (long) onWhite(red, alpha) << 32
          | (long) onWhite(green, alpha) << 16
          | onWhite(blue, alpha);
    }
    return 0xFFL << 48 | (long) red << 32 | (long) green << 16 | blue;
  }

  private static int onWhite(int level, int alpha) {
    return (level * alpha + 0xFF * (0xFF - alpha)) / 0xFF;
  }
}
