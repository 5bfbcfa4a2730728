package io.github.titanembeddings.internal.image.fit;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Pixels one can see through. */
final class Transparency {
  private static final int OPAQUE = 0xFF;

  private Transparency() {}

  /** Whether any pixel is less than opaque. */
  static boolean isUsed(BufferedImage picture) {
    if (!picture.getColorModel().hasAlpha()) {
      return false;
    }
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if (picture.getRGB(x, y) >>> 24 != OPAQUE) {
          return true;
        }
      }
    }
    return false;
  }

  /** The picture on a white ground, without alpha. */
  static BufferedImage onWhite(BufferedImage picture) {
    BufferedImage flat =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = flat.createGraphics();
    graphics.drawImage(picture, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return flat;
  }
}
