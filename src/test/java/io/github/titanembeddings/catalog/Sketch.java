package io.github.titanembeddings.catalog;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** A canvas for one image, and a random source that varies it. */
final class Sketch {
  private static final int SHORTEST = 256;
  private static final int LONGEST = 448;

  private final Random chance;
  private final BufferedImage image;
  private final Graphics2D pen;

  Sketch(Random chance) {
    this.chance = chance;
    int width = (int) between(SHORTEST, LONGEST);
    int height = (int) between(SHORTEST, LONGEST);
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
  }

  BufferedImage finished() {
    pen.dispose();
    return image;
  }

  double width() {
    return image.getWidth();
  }

  double height() {
    return image.getHeight();
  }

  double shortSide() {
    return Math.min(width(), height());
  }

  /** Any number from the lower to the higher. */
  double between(double low, double high) {
    return low + chance.nextDouble() * (high - low);
  }

  /** Any whole number from the lower to the higher, both included. */
  int count(int low, int high) {
    return low + chance.nextInt(high - low + 1);
  }

  /** A color near one of this hue (0 to 360), saturation and brightness (0 to 1). */
  Color near(double hue, double saturation, double brightness) {
    return Color.getHSBColor(
        (float) ((hue + between(-4, 4)) / 360),
        (float) Math.max(0, Math.min(1, saturation + between(-0.05, 0.05))),
        (float) Math.max(0, Math.min(1, brightness + between(-0.05, 0.05))));
  }

  /** A pale, even or slightly shaded background, as in a shop. */
  void paleBackground() {
    double hue = between(0, 360);
    Color top = near(hue, 0.08, 0.95);
    background(top, chance.nextBoolean() ? top : near(hue, 0.12, 0.88));
  }

  /** A background that goes from one color at the top to another at the bottom. */
  void background(Color top, Color bottom) {
    gradient(top, bottom, 0, height());
  }

  /** A strip over the whole width that goes from one color to another. */
  void gradient(Color top, Color bottom, double from, double to) {
    pen.setPaint(new GradientPaint(0, (float) from, top, 0, (float) to, bottom));
    pen.fill(new Rectangle2D.Double(0, from, width(), to - from));
  }

  void fill(Shape shape, Color color) {
    pen.setPaint(color);
    pen.fill(shape);
  }

  /** A disc with light from the upper left. */
  void ball(double x, double y, double radius, Color color) {
    disc(x, y, radius, color.darker());
    disc(x - radius * 0.04, y - radius * 0.04, radius * 0.94, color);
    disc(x - radius * 0.35, y - radius * 0.38, radius * 0.2, lighter(color));
  }

  void disc(double x, double y, double radius, Color color) {
    oval(x, y, radius, radius, color);
  }

  void oval(double x, double y, double radiusX, double radiusY, Color color) {
    fill(new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY), color);
  }

  /** A polygon through points given as x, y, x, y, … */
  void polygon(Color color, double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    fill(path, color);
  }

  void rectangle(double x, double y, double width, double height, Color color) {
    fill(new Rectangle2D.Double(x, y, width, height), color);
  }

  void line(double x, double y, double toX, double toY, double thickness, Color color) {
    stroke(new Line2D.Double(x, y, toX, toY), thickness, color);
  }

  void stroke(Shape shape, double thickness, Color color) {
    pen.setPaint(color);
    pen.setStroke(
        new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.draw(shape);
  }

  /** A wave from the left to the right edge. */
  Path2D wave(double y, double height, double length) {
    double start = between(0, length);
    Path2D wave = new Path2D.Double();
    wave.moveTo(0, y);
    for (double x = 0; x <= width() + 4; x += 4) {
      wave.lineTo(x, y + height * Math.sin((x + start) / length * 2 * Math.PI));
    }
    return wave;
  }

  static Color lighter(Color color) {
    return new Color(
        (color.getRed() + 255) / 2, (color.getGreen() + 255) / 2, (color.getBlue() + 255) / 2);
  }
}
