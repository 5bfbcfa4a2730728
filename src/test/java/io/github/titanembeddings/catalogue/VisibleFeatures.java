package io.github.titanembeddings.catalogue;

import io.github.titanembeddings.testing.VectorSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * Vectors of plain visible features: colours, brightness, texture and shape. Of an image they are
 * measured on its pixels, of a text they are the ones its words name, so that texts and images can
 * be searched by each other without a network.
 *
 * <p>This is no model, and these are not Titan's vectors: it knows nothing of what a picture means
 * and few words, and it serves examples and tests only. Safe for use by several threads.
 */
public final class VisibleFeatures implements VectorSource {
  @Override
  public float[] text(String text, int length) {
    return Words.vector(text, length);
  }

  @Override
  public float[] image(byte[] image, int length) {
    return of(image).toVector(length);
  }

  /**
   * The features of an image.
   *
   * @throws IllegalArgumentException if it can't be decoded
   */
  static Features of(byte[] image) {
    PixelGrid grid = PixelGrid.of(decode(image));
    Foreground foreground = Foreground.of(grid);
    Features features = new Features();
    Colours.find(grid, foreground, features);
    Texture.find(grid, features);
    foreground.findShapes(features);
    return features;
  }

  private static BufferedImage decode(byte[] image) {
    try {
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(image));
      if (picture == null) {
        throw new IllegalArgumentException("not an image that can be decoded");
      }
      return picture;
    } catch (IOException e) {
      throw new IllegalArgumentException("an image that can't be decoded: " + e.getMessage(), e);
    }
  }
}
