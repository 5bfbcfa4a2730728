package io.github.titanembeddings.catalog;

/** A feature that words can name and pixels can show, in the order of a vector. */
enum Feature {
  RED(1),
  ORANGE(1),
  YELLOW(1),
  GREEN(1),
  BLUE(1),
  PURPLE(1),
  PINK(1),
  BROWN(1),
  BLACK(1),
  GRAY(1),
  WHITE(1),
  DARK(0.5),
  BRIGHT(0.5),
  SMOOTH(0.4),
  UPRIGHT_LINES(0.6),
  LEVEL_LINES(0.6),
  SLANTED_LINES(0.6),
  GRID(0.6),
  SPECKLED(0.6),
  ROUND(0.9),
  TRIANGLE(0.9),
  SQUARE(0.9),
  STAR(0.9);

  private final double weight;

  Feature(double weight) {
    this.weight = weight;
  }

  /** Returns the weight relative to the others. */
  double weight() {
    return weight;
  }
}
