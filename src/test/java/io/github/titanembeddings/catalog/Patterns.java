package io.github.titanembeddings.catalog;

import java.awt.Color;
import java.awt.geom.Path2D;

/** Draws surfaces that repeat. */
final class Patterns {
  private Patterns() {}

  static void zebra(Sketch sketch) {
    Color pale = sketch.near(45, 0.04, 0.95);
    Color black = sketch.near(30, 0.1, 0.1);
    sketch.background(pale, pale);
    double step = sketch.width() / sketch.between(6, 9);
    double sway = step * sketch.between(0.12, 0.3);
    double length = sketch.height() * sketch.between(0.7, 1.3);
    double start = sketch.between(0, length);
    for (double x = sketch.between(-step, 0); x < sketch.width() + step; x += step) {
      double half = step * sketch.between(0.2, 0.29);
      Path2D stripe = new Path2D.Double();
      for (double y = -4; y <= sketch.height() + 4; y += 4) {
        double middle = x + sway * Math.sin((y + start) / length * 2 * Math.PI);
        if (y == -4) {
          stripe.moveTo(middle, y);
        } else {
          stripe.lineTo(middle, y);
        }
      }
      sketch.stroke(stripe, 2 * half, black);
    }
  }

  static void bricks(Sketch sketch) {
    Color mortar = sketch.near(35, 0.1, 0.8);
    sketch.background(mortar, mortar);
    double height = sketch.height() / sketch.between(7, 10);
    double width = height * sketch.between(1.6, 2.2);
    double gap = height * 0.14;
    int row = 0;
    for (double y = 0; y < sketch.height(); y += height) {
      for (double x = row % 2 == 0 ? 0 : -width / 2; x < sketch.width(); x += width) {
        Color brick = sketch.near(8, 0.62, sketch.between(0.55, 0.68));
        sketch.rectangle(x + gap / 2, y + gap / 2, width - gap, height - gap, brick);
      }
      row++;
    }
  }

  static void checkers(Sketch sketch) {
    Color black = sketch.near(240, 0.1, 0.09);
    Color white = sketch.near(240, 0.02, 0.96);
    sketch.background(white, white);
    double side = sketch.shortSide() / sketch.count(6, 9);
    double offset = sketch.between(0, side);
    int row = 0;
    for (double y = -offset; y < sketch.height(); y += side) {
      for (double x = -offset + (row % 2) * side; x < sketch.width(); x += 2 * side) {
        sketch.rectangle(x, y, side, side, black);
      }
      row++;
    }
  }
}
