package io.github.titanembeddings.internal.image.fit;

import java.awt.image.BufferedImage;

/** Turns and mirrors pictures as an EXIF orientation asks. */
final class Orientation {
  private Orientation() {}

  /**
   * The picture upright.
   *
   * @param orientation 1 to 8: from 5 on width and height change places
   */
  static BufferedImage upright(BufferedImage picture, int orientation) {
    if (orientation == 1) {
      return picture;
    }
    boolean transposed = orientation >= 5;
    int width = transposed ? picture.getHeight() : picture.getWidth();
    int height = transposed ? picture.getWidth() : picture.getHeight();
    BufferedImage upright = new BufferedImage(width, height, picture.getType());
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        upright.setRGB(x, y, storedPixel(picture, orientation, x, y));
      }
    }
    return upright;
  }

  /** The stored pixel that belongs at x and y. */
  private static int storedPixel(BufferedImage picture, int orientation, int x, int y) {
    int right = picture.getWidth() - 1;
    int bottom = picture.getHeight() - 1;
    return switch (orientation) {
      case 2 -> picture.getRGB(right - x, y);
      case 3 -> picture.getRGB(right - x, bottom - y);
      case 4 -> picture.getRGB(x, bottom - y);
      case 5 -> picture.getRGB(y, x);
      case 6 -> picture.getRGB(y, bottom - x);
      case 7 -> picture.getRGB(right - y, bottom - x);
      case 8 -> picture.getRGB(right - y, x);
      default -> picture.getRGB(x, y);
    };
  }
}
