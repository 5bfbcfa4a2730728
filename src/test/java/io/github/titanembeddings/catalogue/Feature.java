package io.github.titanembeddings.catalogue;

/** Something that words can name and pixels can show; their order is that of a vector. */
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
  GREY(1),
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

  /** How much it counts beside the others. */
  double weight() {
    return weight;
  }
}
