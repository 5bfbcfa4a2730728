package io.github.titanembeddings.catalog;

import java.awt.Color;
import java.awt.geom.Path2D;

/** Draws outdoor scenes. */
final class Landscapes {
  private Landscapes() {}

  static void sea(Sketch sketch) {
    double horizon = sketch.height() * sketch.between(0.12, 0.3);
    sketch.background(sketch.near(205, 0.35, 0.95), sketch.near(205, 0.2, 0.98));
    sketch.gradient(
        sketch.near(210, 0.7, 0.75), sketch.near(215, 0.85, 0.5), horizon, sketch.height());
    double step = sketch.height() * sketch.between(0.05, 0.08);
    for (double y = horizon + step; y < sketch.height(); y += step) {
      Path2D wave = sketch.wave(y, step * 0.18, sketch.between(60, 120));
      sketch.stroke(wave, step * 0.16, sketch.near(205, 0.3, 0.92));
    }
    if (sketch.count(0, 1) == 1) {
      sailingBoat(sketch, sketch.width() * sketch.between(0.3, 0.7), horizon);
    }
  }

  private static void sailingBoat(Sketch sketch, double x, double horizon) {
    double size = sketch.height() * 0.09;
    sketch.polygon(
        Color.WHITE, x, horizon - size, x, horizon - size * 0.1, x + size * 0.7, horizon);
    sketch.polygon(
        sketch.near(20, 0.6, 0.4),
        x - size * 0.6,
        horizon,
        x + size * 0.8,
        horizon,
        x + size * 0.5,
        horizon + size * 0.35,
        x - size * 0.35,
        horizon + size * 0.35);
  }

  static void sunset(Sketch sketch) {
    double horizon = sketch.height() * sketch.between(0.65, 0.8);
    sketch.background(sketch.near(19, 0.75, 0.82), sketch.near(38, 0.75, 1));
    double radius = sketch.shortSide() * sketch.between(0.1, 0.16);
    double x = sketch.width() * sketch.between(0.3, 0.7);
    sketch.disc(x, horizon - radius * sketch.between(0.2, 1.1), radius, sketch.near(48, 0.5, 1));
    clouds(sketch, 0.5 * horizon, sketch.near(18, 0.6, 0.9));
    sketch.gradient(
        sketch.near(18, 0.8, 0.55), sketch.near(8, 0.7, 0.25), horizon, sketch.height());
  }

  private static void clouds(Sketch sketch, double lowest, Color color) {
    for (int i = sketch.count(2, 4); i > 0; i--) {
      double x = sketch.width() * sketch.between(0.1, 0.9);
      double y = lowest * sketch.between(0.15, 1);
      double length = sketch.width() * sketch.between(0.1, 0.2);
      sketch.oval(x, y, length, length * 0.13, color);
      sketch.oval(x + length * 0.2, y - length * 0.1, length * 0.5, length * 0.13, color);
    }
  }

  static void night(Sketch sketch) {
    sketch.background(sketch.near(232, 0.8, 0.12), sketch.near(238, 0.7, 0.22));
    for (int i = sketch.count(50, 90); i > 0; i--) {
      sketch.disc(
          sketch.between(0, sketch.width()),
          sketch.between(0, sketch.height() * 0.85),
          sketch.between(1.2, 3),
          sketch.near(50, 0.1, 0.95));
    }
    double radius = sketch.shortSide() * sketch.between(0.06, 0.1);
    double x = sketch.width() * sketch.between(0.2, 0.8);
    double y = sketch.height() * sketch.between(0.15, 0.35);
    sketch.disc(x, y, radius, sketch.near(50, 0.2, 0.95));
    sketch.disc(x + radius * 0.5, y - radius * 0.2, radius * 0.9, sketch.near(232, 0.8, 0.16));
    double hill = sketch.height() * sketch.between(0.2, 0.3);
    sketch.oval(
        sketch.width() * sketch.between(0.2, 0.8),
        sketch.height() + hill * 0.3,
        sketch.width() * 0.8,
        hill,
        sketch.near(230, 0.5, 0.06));
  }

  static void mountains(Sketch sketch) {
    sketch.background(sketch.near(210, 0.55, 0.78), sketch.near(205, 0.25, 0.92));
    clouds(sketch, 0.4 * sketch.height(), sketch.near(210, 0.04, 0.98));
    int count = sketch.count(2, 4);
    for (int i = 0; i < count; i++) {
      double x = sketch.width() * (i + sketch.between(0.3, 0.7)) / count;
      mountain(sketch, x, sketch.height() * sketch.between(0.1, 0.3));
    }
    sketch.gradient(
        sketch.near(210, 0.06, 0.98),
        sketch.near(210, 0.1, 0.92),
        sketch.height() * 0.88,
        sketch.height());
  }

  private static void mountain(Sketch sketch, double x, double top) {
    double bottom = sketch.height();
    double half = (bottom - top) * sketch.between(0.6, 0.8);
    double middle = x + half * sketch.between(-0.1, 0.15);
    sketch.polygon(sketch.near(215, 0.09, 0.45), x, top, x + half, bottom, x - half, bottom);
    sketch.polygon(sketch.near(215, 0.08, 0.62), x, top, middle, bottom, x - half, bottom);
    double snow = sketch.between(0.55, 0.75);
    double line = top + (bottom - top) * snow;
    sketch.polygon(
        sketch.near(210, 0.03, 0.98),
        x,
        top,
        x + half * snow,
        line,
        x + half * snow * 0.5,
        line - (bottom - top) * 0.08,
        x + half * snow * 0.1,
        line + (bottom - top) * 0.05,
        x - half * snow * 0.4,
        line - (bottom - top) * 0.07,
        x - half * snow,
        line);
  }

  static void forest(Sketch sketch) {
    sketch.background(sketch.near(195, 0.2, 0.95), sketch.near(110, 0.35, 0.75));
    for (int row = 0; row < 3; row++) {
      double bottom = sketch.height() * (0.62 + 0.18 * row + sketch.between(-0.03, 0.03));
      double tall = sketch.height() * (0.42 + 0.06 * row);
      double step = sketch.width() / sketch.between(5, 7);
      for (double x = sketch.between(0, step); x < sketch.width() + step; x += step) {
        fir(sketch, x, bottom, tall * sketch.between(0.8, 1.1), 0.62 - 0.13 * row);
      }
    }
    sketch.gradient(
        sketch.near(105, 0.6, 0.4),
        sketch.near(100, 0.6, 0.3),
        sketch.height() * 0.97,
        sketch.height());
  }

  private static void fir(Sketch sketch, double x, double bottom, double tall, double brightness) {
    sketch.rectangle(
        x - tall * 0.03, bottom - tall * 0.1, tall * 0.06, tall * 0.12, sketch.near(25, 0.6, 0.3));
    Color green = sketch.near(125, 0.65, brightness);
    for (int tier = 0; tier < 3; tier++) {
      double low = bottom - tall * (0.08 + 0.26 * tier);
      double half = tall * (0.26 - 0.06 * tier);
      sketch.polygon(green, x, low - tall * 0.42, x + half, low, x - half, low);
    }
  }
}
