package io.github.titanembeddings.internal.image.fit;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Makes pictures smaller. */
final class Resampler {
  private static final int MAX_DECODED_PIXELS = 16_000_000;

  private Resampler() {}

  /**
   * Every how many pixels to decode one, in both directions.
   *
   * <p>It leaves at least twice as many as wanted, and leaves none out of a picture that is small
   * enough to be decoded whole, since what is left out can't be averaged.
   */
  static int subsampling(int width, int height, int side) {
    double pixels = (double) width * height;
    long enough = (long) Math.ceil(Math.sqrt(pixels / MAX_DECODED_PIXELS));
    long most = Math.max(width, height) / (2L * side);
    return (int) Math.max(1, Math.min(enough, most));
  }

  /**
   * The picture with this size, in 8-bit sRGB.
   *
   * <p>It is halved as long as it is more than twice as large, since one bilinear step looks at
   * four pixels only and would skip the others.
   */
  static BufferedImage scale(BufferedImage picture, int width, int height) {
    BufferedImage scaled = picture;
    do {
      int nextWidth = Math.max(width, (scaled.getWidth() + 1) / 2);
      int nextHeight = Math.max(height, (scaled.getHeight() + 1) / 2);
      scaled = draw(scaled, nextWidth, nextHeight);
    } while (scaled.getWidth() > width || scaled.getHeight() > height);
    return scaled;
  }

  private static BufferedImage draw(BufferedImage picture, int width, int height) {
    boolean alpha = picture.getColorModel().hasAlpha();
    int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage drawn = new BufferedImage(width, height, type);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return drawn;
  }
}
