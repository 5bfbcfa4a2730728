package io.github.titanembeddings.support.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws images for tests, and encodes and decodes them with ImageIO. */
public final class SampleImages {
  private SampleImages() {}

  /** Four quarters: red and green above, blue and yellow below. */
  public static BufferedImage quarters(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Color[] colors = {Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW};
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < colors.length; i++) {
      graphics.setColor(colors[i]);
      graphics.fillRect((i % 2) * (width / 2), (i / 2) * (height / 2), width, height);
    }
    graphics.dispose();
    return image;
  }

  public static BufferedImage quarters(int width, int height) {
    return quarters(BufferedImage.TYPE_INT_RGB, width, height);
  }

  /** Random opaque pixels: what compresses worst. */
  public static BufferedImage noise(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt() | 0xFF000000);
      }
    }
    return image;
  }

  /** One color with its alpha all over. */
  public static BufferedImage plain(int type, int width, int height, int argb) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, argb);
      }
    }
    return image;
  }

  public static byte[] encode(BufferedImage image, String formatName) throws IOException {
    return encode(new IIOImage(image, null, null), formatName, false);
  }

  /** Encoded in several passes from coarse to fine: an interlaced PNG or a progressive JPEG. */
  public static byte[] encodeProgressive(BufferedImage image, String formatName)
      throws IOException {
    return encode(new IIOImage(image, null, null), formatName, true);
  }

  public static byte[] encode(IIOImage image, String formatName, boolean progressive)
      throws IOException {
    return encode(writer(image, formatName), image, progressive);
  }

  /** Encodes with a writer, and disposes it. */
  public static byte[] encode(ImageWriter writer, IIOImage image, boolean progressive)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(output);
      writer.write(null, image, param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  public static BufferedImage decode(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  /** Compares colors but not alpha; JPEG changes them a little. */
  public static void assertColor(BufferedImage image, int x, int y, int rgb) {
    Color actual = new Color(image.getRGB(x, y));
    Color expected = new Color(rgb);
    assertThat(actual.getRed()).as("red of %s", actual).isCloseTo(expected.getRed(), within(8));
    assertThat(actual.getGreen())
        .as("green of %s", actual)
        .isCloseTo(expected.getGreen(), within(8));
    assertThat(actual.getBlue()).as("blue of %s", actual).isCloseTo(expected.getBlue(), within(8));
  }

  private static ImageWriter writer(IIOImage image, String formatName) {
    return image.hasRaster()
        ? ImageIO.getImageWritersByFormatName(formatName).next()
        : ImageIO.getImageWriters(
                ImageTypeSpecifier.createFromRenderedImage(image.getRenderedImage()), formatName)
            .next();
  }
}
