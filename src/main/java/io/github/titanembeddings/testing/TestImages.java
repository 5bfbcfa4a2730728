package io.github.titanembeddings.testing;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Makes pictures for tests: files of a width and height in pixels, the same each time. All methods
 * throw {@link IllegalArgumentException} for a side below 1 or more than 134,217,728 pixels.
 */
public final class TestImages {
  private static final long MAX_PIXELS = 128 * 1024 * 1024;

  private TestImages() {}

  /** A PNG file. */
  public static byte[] png(int width, int height) {
    return encode(width, height, "png");
  }

  /** A JPEG file. */
  public static byte[] jpeg(int width, int height) {
    return encode(width, height, "jpeg");
  }

  private static byte[] encode(int width, int height, String format) {
    if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "width x height must be at least 1 x 1 and at most "
              + MAX_PIXELS
              + " pixels in all, was "
              + width
              + " x "
              + height);
    }
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = picture.createGraphics();
    canvas.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
    canvas.fillRect(0, 0, width, height);
    canvas.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, format, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }
}
