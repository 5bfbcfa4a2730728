package io.github.titanembeddings.catalog;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;

/** Draws a catalog of posters with near duplicates, and labels pairs of them. */
public final class DrawnDuplicates {
  private static final int POSTERS = 60;
  private static final int SHAPES = 7;
  private static final int SIDE = 240;

  /** The changes that sellers make to an image. */
  private static final List<UnaryOperator<BufferedImage>> CHANGES =
      List.of(
          image -> scaled(image, SIDE / 2),
          image -> scaled(image.getSubimage(5, 5, SIDE - 10, SIDE - 10), SIDE),
          image -> new RescaleOp(1.06f, 0, null).filter(image, null));

  private DrawnDuplicates() {}

  /**
   * Draws posters into a folder; half of them also as a changed copy, half as an edition with one
   * other color, which is no duplicate. Writes {@code pairs.csv}: the names of two images, and
   * whether they are duplicates.
   */
  public static void draw(Path folder) {
    try {
      Files.createDirectories(folder);
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < POSTERS; i++) {
        BufferedImage poster = poster(i, false);
        ImageIO.write(poster, "png", folder.resolve(name(i, ".png")).toFile());
        if (i % 2 == 0) {
          BufferedImage copy = CHANGES.get(i / 2 % CHANGES.size()).apply(poster);
          ImageIO.write(copy, "jpg", folder.resolve(name(i, "-copy.jpg")).toFile());
          pairs.add(name(i, ".png") + "," + name(i, "-copy.jpg") + ",true");
        }
        if (i % 4 < 2) {
          ImageIO.write(poster(i, true), "png", folder.resolve(name(i, "-edition.png")).toFile());
          pairs.add(name(i, ".png") + "," + name(i, "-edition.png") + ",false");
        }
        for (int other = 0; other < i; other += 3) {
          pairs.add(name(other, ".png") + "," + name(i, ".png") + ",false");
        }
      }
      Files.write(folder.resolve("pairs.csv"), pairs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(int number, String suffix) {
    return String.format(Locale.ROOT, "poster-%02d%s", number, suffix);
  }

  private static BufferedImage poster(int number, boolean otherColor) {
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color(random.nextFloat()));
    graphics.fillRect(0, 0, SIDE, SIDE);
    for (int i = 0; i < SHAPES; i++) {
      float hue = random.nextFloat();
      graphics.setColor(color(i == SHAPES - 1 && otherColor ? hue + 0.4f : hue));
      int x = random.nextInt(SIDE * 2 / 3);
      int y = random.nextInt(SIDE * 2 / 3);
      int size = SIDE / 5 + random.nextInt(SIDE / 3);
      if (random.nextBoolean()) {
        graphics.fillOval(x, y, size, size);
      } else {
        graphics.fillRect(x, y, size, size / 2);
      }
    }
    graphics.dispose();
    return image;
  }

  private static Color color(float hue) {
    return Color.getHSBColor(hue, 0.8f, 0.85f);
  }

  private static BufferedImage scaled(BufferedImage image, int side) {
    BufferedImage result = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    Image source = image.getScaledInstance(side, side, Image.SCALE_AREA_AVERAGING);
    graphics.drawImage(source, 0, 0, null);
    graphics.dispose();
    return result;
  }
}
