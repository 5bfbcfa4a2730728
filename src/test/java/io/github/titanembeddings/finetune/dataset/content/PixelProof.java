package io.github.titanembeddings.finetune.dataset.content;

import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Compares the pixels of two images that may be crops of one: every second pixel at full size, over
 * crops of up to 5 % at each side of either image. Uses nothing of the code under test.
 */
final class PixelProof {
  private static final double MOST = 0.05;

  /** A crop is not stretched, except for rounding to whole pixels. */
  private static final double STRETCH = 0.02;

  private static final double FIRST = 0.04;
  private static final double LAST = 0.0004;
  private static final int STEP = 2;

  /** Each of four sides goes in, stays or goes out. */
  private static final int MOVES = 81;

  private static final int STARTS = 4;

  private PixelProof() {}

  /**
   * Returns the mean difference in levels, per channel, of the area that two images share if each
   * is cropped so that they differ least.
   */
  static double difference(BufferedImage one, BufferedImage other) {
    return Math.min(ofPart(one, other), ofPart(other, one));
  }

  private static double ofPart(BufferedImage whole, BufferedImage part) {
    Pixels from = Pixels.of(whole);
    Pixels to = Pixels.of(part);
    // A repeating image has many nearly equal parts, so the search starts at the best of a grid.
    return IntStream.range(0, MOVES)
        .mapToObj(start -> moved(new double[4], start, FIRST))
        .sorted(Comparator.comparingDouble(cuts -> difference(from, to, cuts, 4 * STEP)))
        .limit(STARTS)
        .mapToDouble(cuts -> refined(from, to, cuts))
        .min()
        .orElseThrow();
  }

  private static double refined(Pixels whole, Pixels part, double[] start) {
    double[] best = start;
    for (double step = FIRST / 2; step >= LAST; step /= 2) {
      int pixels = step > FIRST / 10 ? 4 * STEP : 2 * STEP;
      double[] center = best;
      double least = difference(whole, part, center, pixels);
      for (int move = 0; move < MOVES; move++) {
        double[] cuts = moved(center, move, step);
        double difference = difference(whole, part, cuts, pixels);
        if (difference < least) {
          least = difference;
          best = cuts;
        }
      }
    }
    return difference(whole, part, best, STEP);
  }

  /**
   * Moves each of four cuts by a step less, none or more, as the ternary digits of a number say.
   */
  private static double[] moved(double[] cuts, int digits, double step) {
    double[] moved = new double[4];
    for (int i = 0, rest = digits; i < 4; i++, rest /= 3) {
      moved[i] = Math.max(-MOST, Math.min(MOST, cuts[i] + (rest % 3 - 1) * step));
    }
    return moved;
  }

  /**
   * Compares an image with the rest of another without a share at left, right, top and bottom; a
   * negative share stands for pixels that only the first one has.
   */
  private static double difference(Pixels whole, Pixels part, double[] cuts, int pixels) {
    double across = whole.width * (1 - cuts[0] - cuts[1]) / part.width;
    double down = whole.height * (1 - cuts[2] - cuts[3]) / part.height;
    if (Math.abs(Math.log(across / down)) > STRETCH) {
      return Double.POSITIVE_INFINITY;
    }
    long sum = 0;
    int count = 0;
    for (int y = 1; y < part.height; y += pixels) {
      double fromY = whole.height * cuts[2] + (y + 0.5) * down - 0.5;
      for (int x = 1; x < part.width; x += pixels) {
        double fromX = whole.width * cuts[0] + (x + 0.5) * across - 0.5;
        if (!whole.has(fromX, fromY)) {
          continue;
        }
        sum += distance(whole.at(fromX, fromY), part.rgb[y * part.width + x]);
        count += 3;
      }
    }
    return (double) sum / count;
  }

  private static int distance(int rgb, int other) {
    return Math.abs((rgb >> 16 & 0xFF) - (other >> 16 & 0xFF))
        + Math.abs((rgb >> 8 & 0xFF) - (other >> 8 & 0xFF))
        + Math.abs((rgb & 0xFF) - (other & 0xFF));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pixels(int[] rgb, int width, int height) {
    static Pixels of(BufferedImage image) {
      int width = image.getWidth();
      int height = image.getHeight();
      return new Pixels(image.getRGB(0, 0, width, height, null, 0, width), width, height);
    }

    boolean has(double x, double y) {
      return x >= 0 && x <= width - 1 && y >= 0 && y <= height - 1;
    }

    /** Returns the color at a point between four pixels. */
    int at(double x, double y) {
      int left = Math.min(width - 2, (int) x);
      int top = Math.min(height - 2, (int) y);
      int right = (int) (256 * (x - left));
      int at = top * width + left;
      int above = mixed(rgb[at], rgb[at + 1], right);
      int below = mixed(rgb[at + width], rgb[at + width + 1], right);
      return mixed(above, below, (int) (256 * (y - top)));
    }

    /** Mixes two colors, of which the second counts a number of 256ths; both bytes at once. */
    private static int mixed(int one, int other, int share) {
      int redAndBlue = (one & 0xFF00FF) * (256 - share) + (other & 0xFF00FF) * share;
      int green = (one & 0xFF00) * (256 - share) + (other & 0xFF00) * share;
      return (redAndBlue >>> 8 & 0xFF00FF) | (green >>> 8 & 0xFF00);
    }
  }
}
