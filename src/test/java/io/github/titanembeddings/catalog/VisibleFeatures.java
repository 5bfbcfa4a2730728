package io.github.titanembeddings.catalog;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.testing.VectorSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;

/**
 * Vectors of visible features: colors, brightness, texture and shape. Measured on the pixels of an
 * image, named by the words of a text, so that each can be searched by the other offline.
 *
 * <p>Not a model and not Titan's vectors: for examples and tests only. Thread-safe.
 */
public final class VisibleFeatures implements VectorSource {
  /** The features of each image by its hash: examples embed the same images again and again. */
  private static final Map<String, Features> SEEN = new ConcurrentHashMap<>();

  @Override
  public float[] text(String text, int length) {
    return Words.vector(text, length);
  }

  @Override
  public float[] image(byte[] image, int length) {
    return SEEN.computeIfAbsent(Sha256.of(image), hash -> of(image)).toVector(length);
  }

  /**
   * Returns the features of an image.
   *
   * @throws IllegalArgumentException if it can't be decoded
   */
  static Features of(byte[] image) {
    PixelGrid grid = PixelGrid.of(decode(image));
    Foreground foreground = Foreground.of(grid);
    Features features = new Features();
    Colors.find(grid, foreground, features);
    Texture.find(grid, features);
    foreground.findShapes(features);
    return features;
  }

  private static BufferedImage decode(byte[] image) {
    try {
      BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(image));
      if (decoded == null) {
        throw new IllegalArgumentException("not an image that can be decoded");
      }
      return decoded;
    } catch (IOException e) {
      throw new IllegalArgumentException("an image that can't be decoded: " + e.getMessage(), e);
    }
  }
}
