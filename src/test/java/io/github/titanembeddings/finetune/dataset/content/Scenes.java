package io.github.titanembeddings.finetune.dataset.content;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Draws varied images, reproducibly: the same seed has the same layout, whatever the object. */
final class Scenes {
  static final int OBJECTS = 6;

  /** Spreads seeds: Random starts similarly for close ones. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final int CLOUD_SIDE = 257;

  private Scenes() {}

  private static Random random(long seed) {
    return new Random(seed * SPREAD);
  }

  /** An object in front of a landscape, sometimes with noise. */
  static BufferedImage scene(long seed, int object) {
    Random random = random(seed);
    BufferedImage image = blank(320 + random.nextInt(700), 300 + random.nextInt(600));
    Graphics2D pen = pen(image);
    int width = image.getWidth();
    int height = image.getHeight();
    pen.setPaint(new GradientPaint(0, 0, pale(random), 0, height, pale(random)));
    pen.fillRect(0, 0, width, height);
    pen.setColor(pale(random).darker());
    pen.fillRect(0, (int) (height * (0.5 + 0.3 * random.nextDouble())), width, height);
    for (int i = random.nextInt(12); i > 0; i--) {
      pen.setColor(vivid(random));
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      pen.fillOval(x, y, 10 + random.nextInt(width / 4), 10 + random.nextInt(height / 4));
    }
    double radius = Math.min(width, height) * (0.15 + 0.12 * random.nextDouble());
    double x = width * (0.3 + 0.4 * random.nextDouble());
    double y = height * (0.35 + 0.3 * random.nextDouble());
    Shape shape = shape(object, x, y, radius);
    pen.setColor(Color.getHSBColor((random.nextInt(60) + 25 * object) / 60f, 0.8f, 0.8f));
    pen.fill(shape);
    pen.setColor(Color.DARK_GRAY);
    pen.setStroke(new BasicStroke((float) radius * 0.06f));
    pen.draw(shape);
    pen.dispose();
    return random.nextInt(3) == 0 ? noisy(image, random, 10 + random.nextInt(25)) : image;
  }

  private static Shape shape(int object, double x, double y, double r) {
    return switch (object % OBJECTS) {
      case 0 -> new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
      case 1 -> new Rectangle2D.Double(x - r * 0.4, y - r, 0.8 * r, 2 * r);
      case 2 -> polygon(x, y, r, r, 3);
      case 3 -> new Arc2D.Double(x - r, y - r, 2 * r, 2 * r, 30, 180, Arc2D.PIE);
      case 4 -> new Rectangle2D.Double(x - r, y - r * 0.4, 2 * r, 0.8 * r);
      default -> polygon(x, y, r, r * 0.4, 10);
    };
  }

  private static Shape polygon(double x, double y, double outer, double inner, int corners) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < corners; i++) {
      double turn = 2 * Math.PI * i / corners;
      double radius = i % 2 == 0 ? outer : inner;
      if (i == 0) {
        path.moveTo(x, y - radius);
      } else {
        path.lineTo(x + radius * Math.sin(turn), y - radius * Math.cos(turn));
      }
    }
    path.closePath();
    return path;
  }

  /** A product on white. */
  static BufferedImage product(long seed, int object) {
    BufferedImage image = blank(500, 500);
    Graphics2D pen = pen(image);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, 500, 500);
    float hue = random(seed).nextFloat();
    Random random = random(seed * 31 + object + 7);
    Path2D path = new Path2D.Double();
    int corners = 5 + random.nextInt(9);
    for (int i = 0; i < corners; i++) {
      double turn = 2 * Math.PI * i / corners;
      double radius = 80 + random.nextInt(140);
      double x = 250 + radius * Math.cos(turn);
      double y = 250 + radius * 0.8 * Math.sin(turn);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    Color top = Color.getHSBColor(hue, 0.6f, 0.9f);
    pen.setPaint(new GradientPaint(0, 100, top, 0, 400, Color.getHSBColor(hue, 0.8f, 0.4f)));
    pen.fill(path);
    for (int i = 0; i < 4; i++) {
      pen.setColor(vivid(random));
      int size = 20 + random.nextInt(50);
      pen.fillOval(150 + random.nextInt(180), 170 + random.nextInt(140), size, size);
    }
    pen.dispose();
    return image;
  }

  /** A page of text, without the letters. */
  static BufferedImage page(long seed) {
    Random random = random(seed + 77);
    BufferedImage image = blank(400 + random.nextInt(500), 400 + random.nextInt(500));
    Graphics2D pen = pen(image);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, image.getWidth(), image.getHeight());
    pen.setColor(Color.BLACK);
    for (int y = 20; y < image.getHeight() - 10; ) {
      int line = 10 + random.nextInt(6);
      for (int x = 15; x < image.getWidth() - 30 && random.nextInt(14) > 0; ) {
        int word = 8 + random.nextInt(50);
        pen.fillRect(x, y, Math.min(word, image.getWidth() - 20 - x), line - 4);
        x += word + 6;
      }
      y += line + random.nextInt(8);
    }
    pen.dispose();
    return image;
  }

  /** 40 vivid ellipses, and one of a given color in the middle. */
  static BufferedImage ellipses(long seed, Color middle) {
    Random random = random(seed);
    BufferedImage image = blank(320, 300);
    Graphics2D pen = pen(image);
    for (int i = 0; i < 40; i++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      pen.fillOval(
          random.nextInt(320) - 32,
          random.nextInt(300) - 30,
          16 + random.nextInt(80),
          15 + random.nextInt(75));
    }
    pen.setColor(middle);
    pen.fillOval(110, 105, 100, 90);
    pen.dispose();
    return image;
  }

  /** A dark shirt on white with a word in made-up letters of 35 x 49 pixels. */
  static BufferedImage shirt(String word) {
    BufferedImage image = blank(600, 600);
    Graphics2D pen = pen(image);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, 600, 600);
    pen.setColor(new Color(30, 40, 90));
    pen.fillRect(180, 120, 240, 390);
    pen.fillRect(90, 120, 420, 120);
    pen.setColor(Color.WHITE);
    for (int i = 0; i < word.length(); i++) {
      letter(pen, word.charAt(i), 300 - 21 * word.length() + 42 * i, 251);
    }
    pen.dispose();
    return image;
  }

  /** Draws the same dots for a letter on each machine, whatever its fonts. */
  private static void letter(Graphics2D pen, char letter, int left, int top) {
    Random random = random(letter);
    for (int dot = 0; dot < 5 * 7; dot++) {
      if (random.nextInt(2) == 0) {
        pen.fillRect(left + dot % 5 * 7, top + dot / 5 * 7, 7, 7);
      }
    }
  }

  /** Clouds of detail at all scales, like a photo of plants, stones or sky. */
  static BufferedImage clouds(long seed) {
    Random random = random(seed + 4242);
    double[][] red = cloud(random);
    double[][] other = random.nextInt(4) == 0 ? red : cloud(random);
    BufferedImage image = blank(CLOUD_SIDE, CLOUD_SIDE);
    for (int y = 0; y < CLOUD_SIDE; y++) {
      for (int x = 0; x < CLOUD_SIDE; x++) {
        int mixed = (level(red[y][x]) + level(other[y][x])) / 2;
        image.setRGB(x, y, (level(red[y][x]) << 16) | (mixed << 8) | level(other[y][x]));
      }
    }
    return scaled(image, 300 + random.nextInt(600), 300 + random.nextInt(600));
  }

  private static double[][] cloud(Random random) {
    double[][] cloud = new double[CLOUD_SIDE][CLOUD_SIDE];
    double range = 1;
    double fade = 0.78 + 0.08 * random.nextDouble();
    for (int step = CLOUD_SIDE - 1; step > 0; step /= 2, range *= fade) {
      for (int y = 0; y < CLOUD_SIDE; y += step) {
        for (int x = 0; x < CLOUD_SIDE; x += step) {
          cloud[y][x] = between(cloud, x, y, step) + range * (random.nextDouble() - 0.5);
        }
      }
    }
    return cloud;
  }

  private static double between(double[][] cloud, int x, int y, int step) {
    int left = x - x % (2 * step);
    int top = y - y % (2 * step);
    int right = Math.min(CLOUD_SIDE - 1, left + (x == left ? 0 : 2 * step));
    int bottom = Math.min(CLOUD_SIDE - 1, top + (y == top ? 0 : 2 * step));
    return (cloud[top][left] + cloud[top][right] + cloud[bottom][left] + cloud[bottom][right]) / 4;
  }

  private static int level(double value) {
    return (int) Math.max(0, Math.min(255, 128 + 90 * value));
  }

  static BufferedImage noisy(BufferedImage image, Random random, double amplitude) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int noise = (int) (random.nextGaussian() * amplitude);
        int rgb = 0;
        for (int channel = 16; channel >= 0; channel -= 8) {
          int level = ((image.getRGB(x, y) >> channel) & 0xFF) + noise;
          rgb = (rgb << 8) | Math.max(0, Math.min(255, level));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage scaled = blank(width, height);
    Graphics2D pen = pen(scaled);
    pen.drawImage(image, 0, 0, width, height, null);
    pen.dispose();
    return scaled;
  }

  static BufferedImage blank(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  private static Graphics2D pen(BufferedImage image) {
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    return pen;
  }

  private static Color pale(Random random) {
    return Color.getHSBColor(
        random.nextFloat(), random.nextFloat() * 0.5f, 0.5f + 0.5f * random.nextFloat());
  }

  private static Color vivid(Random random) {
    return Color.getHSBColor(random.nextFloat(), random.nextFloat(), random.nextFloat());
  }
}
