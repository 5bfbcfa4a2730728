package io.github.titanembeddings.catalog;

import java.util.Arrays;
import java.util.List;

/**
 * The outline of an object, as the distance from its center in each direction; its corners are the
 * peaks.
 *
 * @param area how many cells the thing has
 * @param peaks how many corners or points it has
 * @param unevenness how much the distances vary, as a share of their mean
 */
record Outline(int area, int peaks, double unevenness) {
  private static final int DIRECTIONS = 48;

  /** The height of a peak above the adjacent valleys, as a share of the mean distance. */
  private static final double PEAK = 0.2;

  static Outline of(List<int[]> cells) {
    double middleX = cells.stream().mapToInt(cell -> cell[0]).average().orElseThrow();
    double middleY = cells.stream().mapToInt(cell -> cell[1]).average().orElseThrow();
    double[] distances = new double[DIRECTIONS];
    for (int[] cell : cells) {
      double x = cell[0] - middleX;
      double y = cell[1] - middleY;
      double turn = Math.atan2(y, x) / (2 * Math.PI) + 1;
      int direction = (int) Math.round(turn * DIRECTIONS) % DIRECTIONS;
      distances[direction] = Math.max(distances[direction], Math.hypot(x, y));
    }
    double mean = Arrays.stream(distances).average().orElseThrow();
    double variance = Arrays.stream(distances).map(d -> (d - mean) * (d - mean)).sum() / DIRECTIONS;
    return new Outline(
        cells.size(), peaks(distances, PEAK * mean), Math.sqrt(variance) / Math.max(mean, 1e-6));
  }

  /** Walks around once from the farthest place and counts the climbs after a descent. */
  private static int peaks(double[] distances, double high) {
    int farthest = 0;
    for (int i = 1; i < distances.length; i++) {
      farthest = distances[i] > distances[farthest] ? i : farthest;
    }
    int peaks = 0;
    boolean climbing = false;
    double turning = distances[farthest];
    for (int i = 1; i <= distances.length; i++) {
      double distance = distances[(farthest + i) % distances.length];
      if (climbing ? distance < turning - high : distance > turning + high) {
        peaks += climbing ? 0 : 1;
        climbing = !climbing;
        turning = distance;
      } else if (climbing ? distance > turning : distance < turning) {
        turning = distance;
      }
    }
    return peaks;
  }

  Feature shape() {
    return switch (peaks) {
      case 0, 1, 2 -> Feature.ROUND;
      case 3 -> Feature.TRIANGLE;
      case 4 -> Feature.SQUARE;
      default -> Feature.STAR;
    };
  }

  /** How sure the shape is: a long thing is less round than a disc. */
  double clearness() {
    return shape() == Feature.ROUND ? 1 - Math.min(1, unevenness) : 1;
  }
}
