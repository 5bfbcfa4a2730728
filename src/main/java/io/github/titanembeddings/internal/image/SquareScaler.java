package io.github.titanembeddings.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Scales an image to a square, whatever its aspect, in a fraction of the time that Java2D takes:
 * each pixel is the mean of the source at {@code POINTS} x {@code POINTS} points.
 */
final class SquareScaler {
  private static final int POINTS = 4;
  private static final int SHIFT = 4;

  /** The sum of a column's opacity. */
  private static final long OPAQUE = (POINTS * 0xFFL) << 48;

  private final BufferedImage source;
  private final Raster raster;
  private final int width;

  /** The sums of an image that consists of opaque bytes. */
  private final @Nullable ByteSums bytes;

  private SquareScaler(BufferedImage source) {
    this.source = source;
    this.raster = source.getRaster();
    this.width = source.getWidth();
    this.bytes =
        raster.getSampleModel() instanceof ComponentSampleModel model
            ? new ByteSums(width * model.getPixelStride())
            : null;
  }

  /**
   * Returns an image of type {@code TYPE_INT_RGB} or {@code TYPE_INT_ARGB}, colored as on white.
   *
   * @param image an image of a standard type or of {@link PlainPixels#rgbBytes}
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
      case BufferedImage.TYPE_CUSTOM,
          BufferedImage.TYPE_3BYTE_BGR,
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
    long[] sums = new long[width];
    for (int y = 0; y < side; y++) {
      Arrays.fill(sums, 0);
      int end = (y + 1) * POINTS;
      int point = y * POINTS;
      while (point < end) {
        int first = point;
        int row = rows[first];
        while (point < end && rows[point] == row) {
          point++;
        }
        add(row, point - first, sums);
      }
      takeBytes(sums);
      for (int x = 0; x < side; x++) {
        int at = x * POINTS;
        pixels[y * side + x] =
            mean(
                sums[columns[at]]
                    + sums[columns[at + 1]]
                    + sums[columns[at + 2]]
                    + sums[columns[at + 3]]);
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
    long mean = sum >>> SHIFT;
    return (int)
        ((mean & 0xFF)
            | (mean >>> 8 & 0xFF00)
            | (mean >>> 16 & 0xFF0000)
            | (mean >>> 24 & 0xFF000000L));
  }

  /** Adds the pixels of a row a number of times, 16 bits for each channel. */
  private void add(int y, int times, long[] sums) {
    if (bytes != null) {
      ComponentSampleModel model = (ComponentSampleModel) raster.getSampleModel();
      int row = (y - raster.getSampleModelTranslateY()) * model.getScanlineStride();
      int column = raster.getSampleModelTranslateX() * model.getPixelStride();
      byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
      bytes.add(data, raster.getDataBuffer().getOffset() + row - column, times);
      return;
    }
    int[] pixels = (int[]) raster.getDataElements(0, y, width, 1, null);
    int opaque = source.getColorModel().hasAlpha() ? 0 : 0xFF000000;
    for (int x = 0; x < width; x++) {
      int rgb = pixels[x] | opaque;
      sums[x] += times * spread(rgb >>> 24, rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }
  }

  /** Sets the sums of the pixels to those of their bytes, if the image consists of opaque bytes. */
  private void takeBytes(long[] sums) {
    if (bytes == null) {
      return;
    }
    ComponentSampleModel model = (ComponentSampleModel) raster.getSampleModel();
    int[] bands = model.getBandOffsets();
    int red = bands[0];
    int green = bands[bands.length / 2];
    int blue = bands[bands.length - 1];
    int step = model.getPixelStride();
    int[] taken = bytes.take();
    for (int x = 0, at = 0; x < width; x++, at += step) {
      sums[x] =
          OPAQUE | (long) taken[at + red] << 32 | (long) taken[at + green] << 16 | taken[at + blue];
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
