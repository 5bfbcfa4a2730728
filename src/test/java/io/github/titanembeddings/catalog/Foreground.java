package io.github.titanembeddings.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The foreground of an image with a uniform background, whose color is that of the border. */
final class Foreground {
  /** The minimum distance of a foreground color from the background's. */
  private static final double DIFFERENT = 0.2;

  /** The share of the border that has the background's color if there is a background. */
  private static final double EVEN = 0.75;

  private static final double SMALLEST_SHARE = 0.015;

  private final int width;
  private final int height;
  private final boolean[] foreground;

  private Foreground(int width, int height) {
    this.width = width;
    this.height = height;
    this.foreground = new boolean[width * height];
  }

  static Foreground of(PixelGrid grid) {
    Foreground foreground = new Foreground(grid.width(), grid.height());
    List<float[]> border = border(grid);
    float[] background = median(border);
    long even = border.stream().filter(rgb -> !differs(rgb, background)).count();
    if (even >= EVEN * border.size()) {
      for (int i = 0; i < foreground.foreground.length; i++) {
        foreground.foreground[i] =
            differs(grid.rgb(i % grid.width(), i / grid.width()), background);
      }
    }
    return foreground;
  }

  private static List<float[]> border(PixelGrid grid) {
    List<float[]> border = new ArrayList<>();
    for (int x = 0; x < grid.width(); x++) {
      border.add(grid.rgb(x, 0));
      border.add(grid.rgb(x, grid.height() - 1));
    }
    for (int y = 0; y < grid.height(); y++) {
      border.add(grid.rgb(0, y));
      border.add(grid.rgb(grid.width() - 1, y));
    }
    return border;
  }

  private static float[] median(List<float[]> colors) {
    float[] median = new float[3];
    for (int channel = 0; channel < 3; channel++) {
      int of = channel;
      double[] sorted = colors.stream().mapToDouble(rgb -> rgb[of]).sorted().toArray();
      median[channel] = (float) sorted[sorted.length / 2];
    }
    return median;
  }

  private static boolean differs(float[] rgb, float[] background) {
    double squares = 0;
    for (int channel = 0; channel < 3; channel++) {
      double distance = rgb[channel] - background[channel];
      squares += distance * distance;
    }
    return Math.sqrt(squares) > DIFFERENT;
  }

  boolean isForeground(int x, int y) {
    return foreground[y * width + x];
  }

  /** Adds the shapes of the objects that are not tiny, weighted by area. */
  void findShapes(Features features) {
    List<Outline> outlines = outlines();
    double area = outlines.stream().mapToDouble(Outline::area).sum();
    for (Outline outline : outlines) {
      features.add(outline.shape(), outline.clearness() * outline.area() / area);
    }
  }

  private List<Outline> outlines() {
    List<Outline> outlines = new ArrayList<>();
    boolean[] left = foreground.clone();
    for (int start = 0; start < left.length; start++) {
      if (left[start]) {
        List<int[]> cells = takeConnected(start, left);
        if (cells.size() > SMALLEST_SHARE * left.length) {
          outlines.add(Outline.of(cells));
        }
      }
    }
    return outlines;
  }

  private List<int[]> takeConnected(int start, boolean[] left) {
    List<int[]> cells = new ArrayList<>();
    Deque<int[]> open = new ArrayDeque<>();
    take(start % width, start / width, left, open);
    while (!open.isEmpty()) {
      int[] cell = open.pop();
      cells.add(cell);
      take(cell[0] - 1, cell[1], left, open);
      take(cell[0] + 1, cell[1], left, open);
      take(cell[0], cell[1] - 1, left, open);
      take(cell[0], cell[1] + 1, left, open);
    }
    return cells;
  }

  private void take(int x, int y, boolean[] left, Deque<int[]> open) {
    boolean inside = x >= 0 && y >= 0 && x < width && y < height;
    if (inside && left[y * width + x]) {
      left[y * width + x] = false;
      open.push(new int[] {x, y});
    }
  }
}
