package io.github.titanembeddings.finetune.dataset.content;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The ways in which images are copied. */
final class ImageEdits {
  private ImageEdits() {}

  static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  static byte[] jpeg(BufferedImage image, float quality) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Scales an image as good programs do, by the mean of all pixels. */
  static BufferedImage resized(BufferedImage image, double factor) {
    BufferedImage resized = image;
    int width = (int) Math.round(image.getWidth() * factor);
    int height = (int) Math.round(image.getHeight() * factor);
    do {
      resized =
          Scenes.scaled(
              resized,
              Math.max(width, resized.getWidth() / 2),
              Math.max(height, resized.getHeight() / 2));
    } while (resized.getWidth() > width || resized.getHeight() > height);
    return resized;
  }

  /** Cuts a share of the width and of the height off, at random sides. */
  static BufferedImage cropped(BufferedImage image, double share, Random random) {
    double left = share * random.nextDouble();
    double top = share * random.nextDouble();
    return cut(image, left, top, 1 - share, 1 - share);
  }

  static BufferedImage cut(
      BufferedImage image, double left, double top, double width, double height) {
    BufferedImage part =
        Scenes.blank((int) (image.getWidth() * width), (int) (image.getHeight() * height));
    int x = (int) (image.getWidth() * left);
    int y = (int) (image.getHeight() * top);
    Graphics2D pen = part.createGraphics();
    pen.drawImage(image, -x, -y, Color.WHITE, null);
    pen.dispose();
    return part;
  }

  static BufferedImage mirrored(BufferedImage image) {
    BufferedImage mirrored = Scenes.blank(image.getWidth(), image.getHeight());
    Graphics2D pen = mirrored.createGraphics();
    pen.drawImage(image, image.getWidth(), 0, -image.getWidth(), image.getHeight(), null);
    pen.dispose();
    return mirrored;
  }

  /** Returns the mean difference of two images of the same size, in levels. */
  static double difference(BufferedImage one, BufferedImage other) {
    BufferedImage first = resized(one, 64.0 / one.getWidth());
    BufferedImage second = resized(other, 64.0 / other.getWidth());
    long sum = 0;
    for (int y = 0; y < first.getHeight(); y++) {
      for (int x = 0; x < first.getWidth(); x++) {
        for (int channel = 0; channel <= 16; channel += 8) {
          int before = (first.getRGB(x, y) >> channel) & 0xFF;
          sum += Math.abs(before - ((second.getRGB(x, y) >> channel) & 0xFF));
        }
      }
    }
    return sum / (3.0 * first.getWidth() * first.getHeight());
  }
}
