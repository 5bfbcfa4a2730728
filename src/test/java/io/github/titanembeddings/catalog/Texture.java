package io.github.titanembeddings.catalog;

/** Measures how an image's brightness varies: by direction, by amount, and in spots. */
final class Texture {
  /** The mean change between neighbors from which an image is not smooth at all. */
  private static final double BUSY = 0.06;

  /** The mean change by edges from which their directions are clear. */
  private static final double CLEAR = 0.02;

  /** The change between neighbors that makes an edge. */
  private static final double EDGE = 0.05;

  /** How much brighter or darker than all around it a spot is, and how wide it may be. */
  private static final double SPOT = 0.2;

  private static final int SPOT_RADIUS = 3;

  /** The share of an image's cells that are spots in one full of them. */
  private static final double FULL_OF_SPOTS = 0.004;

  private final PixelGrid grid;

  private Texture(PixelGrid grid) {
    this.grid = grid;
  }

  static void find(PixelGrid grid, Features features) {
    new Texture(grid).find(features);
  }

  private void find(Features features) {
    double sum = 0;
    double upright = 0;
    double level = 0;
    double slanted = 0;
    for (int y = 1; y < grid.height() - 1; y++) {
      for (int x = 1; x < grid.width() - 1; x++) {
        double across = Math.abs(grid.brightness(x + 1, y) - grid.brightness(x - 1, y)) / 2;
        double down = Math.abs(grid.brightness(x, y + 1) - grid.brightness(x, y - 1)) / 2;
        double change = Math.hypot(across, down);
        sum += change;
        if (change < EDGE) {
          continue;
        }
        if (across > 2.414 * down) {
          upright += change;
        } else if (down > 2.414 * across) {
          level += change;
        } else {
          slanted += change;
        }
      }
    }
    double edges = upright + level + slanted;
    double busy = Math.min(1, sum / (grid.width() * grid.height()) / BUSY);
    features.add(Feature.SMOOTH, 1 - busy);
    if (edges > 0) {
      double clear = Math.min(1, edges / (grid.width() * grid.height()) / CLEAR);
      // An outline that bends all around has a quarter, a quarter and a half of them.
      features.add(Feature.UPRIGHT_LINES, clear * 1.3 * (upright - level) / edges);
      features.add(Feature.LEVEL_LINES, clear * 1.3 * (level - upright) / edges);
      features.add(Feature.SLANTED_LINES, clear * 4 * (slanted / edges - 0.5));
      features.add(Feature.GRID, clear * 4 * (Math.min(upright, level) / edges - 0.25));
    }
    features.add(Feature.SPECKLED, spots() / FULL_OF_SPOTS);
  }

  private double spots() {
    int spots = 0;
    for (int y = SPOT_RADIUS; y < grid.height() - SPOT_RADIUS; y++) {
      for (int x = SPOT_RADIUS; x < grid.width() - SPOT_RADIUS; x++) {
        if (isSpot(x, y)) {
          spots++;
        }
      }
    }
    return (double) spots / (grid.width() * grid.height());
  }

  /** Returns whether a cell is brighter than its neighbors and than the whole ring around them. */
  private boolean isSpot(int x, int y) {
    double here = grid.brightness(x, y);
    for (int dy = -SPOT_RADIUS; dy <= SPOT_RADIUS; dy++) {
      for (int dx = -SPOT_RADIUS; dx <= SPOT_RADIUS; dx++) {
        boolean ring = Math.max(Math.abs(dx), Math.abs(dy)) == SPOT_RADIUS;
        double there = grid.brightness(x + dx, y + dy);
        if (there > here || (ring && here - there < SPOT)) {
          return false;
        }
      }
    }
    return true;
  }
}
