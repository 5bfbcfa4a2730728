package io.github.titanembeddings.internal.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** Converts, rotates, flattens and scales decoded images. */
final class PlainPixels {
  private static final int STRIP = 64;
  static final int MAX_DECODED_PIXELS = 16_000_000;

  private PlainPixels() {}

  /** Returns an 8-bit sRGB image in place of one that Java2D draws wrongly or wastefully. */
  static BufferedImage of(BufferedImage image) {
    if (image.getType() != BufferedImage.TYPE_CUSTOM) {
      return image;
    }
    ColorModel model = image.getColorModel();
    ColorSpace space = model.getColorSpace();
    if (space.getType() == ColorSpace.TYPE_GRAY && hasWholeSamples(model)) {
      return gray(image);
    } else if (space instanceof ICC_ColorSpace && !space.isCS_sRGB()) {
      return new ColorConvertOp(null).filter(image, sameSize(image));
    }
    return space.getType() == ColorSpace.TYPE_CMYK && hasWholeSamples(model)
        ? cmyk(image)
        : drawn(image);
  }

  /** Returns an opaque {@code TYPE_CUSTOM} image with interleaved bytes in RGB order. */
  static BufferedImage rgbBytes(int width, int height) {
    ColorSpace space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    ColorModel model =
        new ComponentColorModel(space, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    int[] offsets = {0, 1, 2};
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, width, height, 3 * width, 3, offsets, null);
    return new BufferedImage(model, raster, false, null);
  }

  /** Returns whether samples are unsigned numbers of 8 to 16 bits. */
  private static boolean hasWholeSamples(ColorModel model) {
    int type = model.getTransferType();
    return model.getComponentSize(0) >= 8
        && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT);
  }

  /** Copies the samples: Java2D would treat them as linear and make them too light. */
  private static BufferedImage gray(BufferedImage image) {
    boolean alpha = image.getColorModel().hasAlpha();
    int shift = image.getColorModel().getComponentSize(0) - 8;
    BufferedImage plain = sameSize(image);
    Raster samples = image.getRaster();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int gray = samples.getSample(x, y, 0) >> shift;
        int opacity = alpha ? samples.getSample(x, y, 1) >> shift : 0xFF;
        plain.setRGB(x, y, opacity << 24 | gray << 16 | gray << 8 | gray);
      }
    }
    return plain;
  }

  /** Subtracts the absorption of the four inks from white, as is usual without a profile. */
  private static BufferedImage cmyk(BufferedImage image) {
    int shift = image.getColorModel().getComponentSize(0) - 8;
    BufferedImage plain = sameSize(image);
    int[] inks = new int[image.getRaster().getNumBands()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.getRaster().getPixel(x, y, inks);
        int light = 0xFF - (inks[3] >> shift);
        int rgb = 0;
        for (int ink = 0; ink < 3; ink++) {
          rgb = rgb << 8 | (0xFF - (inks[ink] >> shift)) * light / 0xFF;
        }
        plain.setRGB(x, y, 0xFF000000 | rgb);
      }
    }
    return plain;
  }

  /** Draws in strips, since Java2D copies its source. */
  static BufferedImage drawn(BufferedImage image) {
    BufferedImage plain = sameSize(image);
    Graphics2D graphics = plain.createGraphics();
    for (int y = 0; y < image.getHeight(); y += STRIP) {
      int height = Math.min(STRIP, image.getHeight() - y);
      graphics.drawImage(image.getSubimage(0, y, image.getWidth(), height), 0, y, null);
    }
    graphics.dispose();
    return plain;
  }

  private static BufferedImage sameSize(BufferedImage image) {
    ColorModel model = image.getColorModel();
    int type = model.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    return new BufferedImage(image.getWidth(), image.getHeight(), type);
  }

  /**
   * Rotates and mirrors an image by its Exif orientation.
   *
   * @param orientation 1 to 8; from 5 on width and height are swapped
   */
  static BufferedImage upright(BufferedImage image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    boolean transposed = orientation >= 5;
    int width = transposed ? image.getHeight() : image.getWidth();
    int height = transposed ? image.getWidth() : image.getHeight();
    BufferedImage upright = new BufferedImage(width, height, image.getType());
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        upright.setRGB(x, y, storedPixel(image, orientation, x, y));
      }
    }
    return upright;
  }

  /** Returns the stored pixel for the upright position. */
  private static int storedPixel(BufferedImage image, int orientation, int x, int y) {
    int right = image.getWidth() - 1;
    int bottom = image.getHeight() - 1;
    return switch (orientation) {
      case 2 -> image.getRGB(right - x, y);
      case 3 -> image.getRGB(right - x, bottom - y);
      case 4 -> image.getRGB(x, bottom - y);
      case 5 -> image.getRGB(y, x);
      case 6 -> image.getRGB(y, bottom - x);
      case 7 -> image.getRGB(right - y, bottom - x);
      case 8 -> image.getRGB(right - y, x);
      default -> image.getRGB(x, y);
    };
  }

  static boolean isTransparent(BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return false;
    }
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) >>> 24 != 0xFF) {
          return true;
        }
      }
    }
    return false;
  }

  static BufferedImage onWhite(BufferedImage image) {
    BufferedImage flat =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = flat.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return flat;
  }

  /**
   * Returns the factor of subsampling in both directions.
   *
   * <p>At least twice the wanted pixels remain, and an image that is small enough is decoded
   * completely, since skipped pixels cannot be averaged.
   */
  static int subsampling(int width, int height, int side, int maxDecoded) {
    double pixels = (double) width * height;
    long enough = (long) Math.ceil(Math.sqrt(pixels / maxDecoded));
    long most = Math.max(width, height) / (2L * side);
    return (int) Math.max(1, Math.min(enough, most));
  }

  /**
   * Scales an image to a size, in 8-bit sRGB.
   *
   * <p>It is halved while it is more than twice as large, since one bilinear step averages four
   * pixels only.
   */
  static BufferedImage scale(BufferedImage image, int width, int height) {
    BufferedImage scaled = image;
    do {
      int nextWidth = Math.max(width, (scaled.getWidth() + 1) / 2);
      int nextHeight = Math.max(height, (scaled.getHeight() + 1) / 2);
      scaled = draw(scaled, nextWidth, nextHeight);
    } while (scaled.getWidth() > width || scaled.getHeight() > height);
    return scaled;
  }

  private static BufferedImage draw(BufferedImage image, int width, int height) {
    boolean alpha = image.getColorModel().hasAlpha();
    int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage drawn = new BufferedImage(width, height, type);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return drawn;
  }
}
