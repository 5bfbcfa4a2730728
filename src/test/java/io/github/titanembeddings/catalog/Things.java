package io.github.titanembeddings.catalog;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;

/** Draws things on a pale background, one to three of them. */
final class Things {
  private static final Color LEAF = new Color(70, 140, 60);
  private static final Color STALK = new Color(95, 65, 35);

  private interface Thing {
    void draw(Sketch sketch, double x, double y, double radius);
  }

  private Things() {}

  static void apples(Sketch sketch) {
    scatter(sketch, Things::apple);
  }

  static void oranges(Sketch sketch) {
    scatter(sketch, Things::orange);
  }

  static void lemons(Sketch sketch) {
    scatter(sketch, Things::lemon);
  }

  static void balls(Sketch sketch) {
    scatter(sketch, Things::ball);
  }

  static void flowers(Sketch sketch) {
    scatter(sketch, Things::flower);
  }

  /** Puts one in the middle, or two or three side by side along the longer side. */
  private static void scatter(Sketch sketch, Thing thing) {
    sketch.paleBackground();
    int count = sketch.count(1, 3);
    boolean wide = sketch.width() > sketch.height();
    double room = Math.max(sketch.width(), sketch.height()) / count;
    double radius = Math.min(room, sketch.shortSide()) * sketch.between(0.3, 0.38);
    for (int i = 0; i < count; i++) {
      double along = room * (i + 0.5);
      double across = Math.min(sketch.width(), sketch.height()) * sketch.between(0.47, 0.53);
      thing.draw(sketch, wide ? along : across, wide ? across : along, radius);
    }
  }

  private static void apple(Sketch sketch, double x, double y, double radius) {
    Color red = sketch.near(0, 0.85, 0.82);
    sketch.oval(x - radius * 0.35, y, radius * 0.68, radius * 0.92, red.darker());
    sketch.oval(x + radius * 0.35, y, radius * 0.68, radius * 0.92, red.darker());
    sketch.oval(x - radius * 0.35, y - radius * 0.03, radius * 0.63, radius * 0.86, red);
    sketch.oval(x + radius * 0.33, y - radius * 0.03, radius * 0.62, radius * 0.86, red);
    sketch.oval(
        x - radius * 0.5, y - radius * 0.4, radius * 0.12, radius * 0.2, Sketch.lighter(red));
    sketch.line(x, y - radius * 0.75, x + radius * 0.08, y - radius * 1.1, radius * 0.08, STALK);
    leaf(sketch, x + radius * 0.3, y - radius * 0.98, radius * 0.26);
  }

  private static void orange(Sketch sketch, double x, double y, double radius) {
    Color orange = sketch.near(29, 0.92, 0.97);
    sketch.ball(x, y, radius, orange);
    for (int i = 0; i < 40; i++) {
      double turn = sketch.between(0, 2 * Math.PI);
      double away = radius * 0.85 * Math.sqrt(sketch.between(0, 1));
      sketch.disc(
          x + away * Math.cos(turn), y + away * Math.sin(turn), radius * 0.02, orange.darker());
    }
    sketch.disc(x, y - radius * 0.8, radius * 0.07, STALK);
    leaf(sketch, x + radius * 0.25, y - radius * 0.88, radius * 0.26);
  }

  private static void lemon(Sketch sketch, double x, double y, double radius) {
    Color yellow = sketch.near(54, 0.85, 0.97);
    double turn = sketch.between(-0.5, 0.5);
    double tipX = radius * 1.05 * Math.cos(turn);
    double tipY = radius * 1.05 * Math.sin(turn);
    sketch.disc(x + tipX, y + tipY, radius * 0.16, yellow.darker());
    sketch.disc(x - tipX, y - tipY, radius * 0.16, yellow.darker());
    AffineTransform turned = AffineTransform.getRotateInstance(turn, x, y);
    sketch.fill(turned.createTransformedShape(oval(x, y, radius, 0.76)), yellow.darker());
    sketch.fill(turned.createTransformedShape(oval(x, y, radius * 0.95, 0.74)), yellow);
    sketch.oval(
        x - radius * 0.3, y - radius * 0.35, radius * 0.25, radius * 0.12, Sketch.lighter(yellow));
  }

  private static Ellipse2D oval(double x, double y, double radius, double flatness) {
    return new Ellipse2D.Double(
        x - radius, y - radius * flatness, 2 * radius, 2 * radius * flatness);
  }

  private static void ball(Sketch sketch, double x, double y, double radius) {
    Color blue = sketch.near(218, 0.8, 0.85);
    sketch.ball(x, y, radius, blue);
    sketch.stroke(
        new Arc2D.Double(
            x - radius * 0.8, y - radius * 0.3, radius * 1.6, radius * 0.9, 200, 140, Arc2D.OPEN),
        radius * 0.12,
        Sketch.lighter(blue));
  }

  private static void flower(Sketch sketch, double x, double y, double radius) {
    Color purple = sketch.near(280, 0.6, 0.78);
    int petals = sketch.count(5, 7);
    double start = sketch.between(0, Math.PI);
    for (int i = 0; i < petals; i++) {
      AffineTransform turned =
          AffineTransform.getRotateInstance(start + i * 2 * Math.PI / petals, x, y);
      Ellipse2D petal =
          new Ellipse2D.Double(x + radius * 0.15, y - radius * 0.24, radius, radius * 0.48);
      sketch.fill(turned.createTransformedShape(petal), i % 2 == 0 ? purple : purple.darker());
    }
    sketch.disc(x, y, radius * 0.25, sketch.near(50, 0.8, 0.95));
  }

  private static void leaf(Sketch sketch, double x, double y, double radius) {
    sketch.fill(
        AffineTransform.getRotateInstance(-0.4, x, y)
            .createTransformedShape(oval(x, y, radius, 0.4)),
        LEAF);
  }
}
