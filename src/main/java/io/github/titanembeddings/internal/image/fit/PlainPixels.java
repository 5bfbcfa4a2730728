package io.github.titanembeddings.internal.image.fit;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Pictures in colour models that Java2D draws wrongly or wastefully, made plain 8-bit sRGB. */
final class PlainPixels {
  private static final int STRIP = 64;

  private PlainPixels() {}

  /** The picture itself if Java2D draws it well. */
  static BufferedImage of(BufferedImage picture) {
    if (picture.getType() != BufferedImage.TYPE_CUSTOM) {
      return picture;
    }
    ColorModel model = picture.getColorModel();
    ColorSpace space = model.getColorSpace();
    if (space.getType() == ColorSpace.TYPE_GRAY && hasWholeSamples(model)) {
      return gray(picture);
    } else if (space instanceof ICC_ColorSpace && !space.isCS_sRGB()) {
      return new ColorConvertOp(null).filter(picture, sameSize(picture));
    }
    return space.getType() == ColorSpace.TYPE_CMYK && hasWholeSamples(model)
        ? cmyk(picture)
        : drawn(picture);
  }

  /** Whether samples are unsigned numbers of 8 to 16 bits. */
  private static boolean hasWholeSamples(ColorModel model) {
    int type = model.getTransferType();
    return model.getComponentSize(0) >= 8
        && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT);
  }

  /** Takes the samples as they are: Java2D would take them as linear and make them too light. */
  private static BufferedImage gray(BufferedImage picture) {
    boolean alpha = picture.getColorModel().hasAlpha();
    int shift = picture.getColorModel().getComponentSize(0) - 8;
    BufferedImage plain = sameSize(picture);
    Raster samples = picture.getRaster();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int gray = samples.getSample(x, y, 0) >> shift;
        int opacity = alpha ? samples.getSample(x, y, 1) >> shift : 0xFF;
        plain.setRGB(x, y, opacity << 24 | gray << 16 | gray << 8 | gray);
      }
    }
    return plain;
  }

  /** Takes away from white what the four inks absorb, as is usual without a colour profile. */
  private static BufferedImage cmyk(BufferedImage picture) {
    int shift = picture.getColorModel().getComponentSize(0) - 8;
    BufferedImage plain = sameSize(picture);
    int[] inks = new int[picture.getRaster().getNumBands()];
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        picture.getRaster().getPixel(x, y, inks);
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

  /** Draws strip by strip, since Java2D copies what it draws. */
  private static BufferedImage drawn(BufferedImage picture) {
    BufferedImage plain = sameSize(picture);
    Graphics2D graphics = plain.createGraphics();
    for (int y = 0; y < picture.getHeight(); y += STRIP) {
      int height = Math.min(STRIP, picture.getHeight() - y);
      graphics.drawImage(picture.getSubimage(0, y, picture.getWidth(), height), 0, y, null);
    }
    graphics.dispose();
    return plain;
  }

  private static BufferedImage sameSize(BufferedImage picture) {
    ColorModel model = picture.getColorModel();
    int type = model.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    return new BufferedImage(picture.getWidth(), picture.getHeight(), type);
  }
}
