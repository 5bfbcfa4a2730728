package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds images with nothing to learn, by square copies of {@code SOURCE_SIDE} pixels. Levels are
 * those of 8 bits; the thresholds are far from those of usual images, whose strongest edges span at
 * least a fifth of their range of levels from one pixel to the next.
 */
final class ImageFlaws {
  static final int MIN_OPACITY = 8;
  static final int UNIFORM_LEVELS = 8;
  static final int DARK_LEVEL = 24;
  static final int BRIGHT_LEVEL = 240;
  static final int WEAK_EDGE = 6;
  private static final double BLURRED_EDGE = 0.1;

  /** The width of an edge of {@code BLURRED_EDGE}, in percent of the image's width. */
  static final double BLURRED_WIDTH = 100 / BLURRED_EDGE / Sample.SOURCE_SIDE;

  /** The share of pixels ignored as noise; a visible object covers at least 0.1 %. */
  private static final double TAIL = 0.0003;

  /** The share of edges ignored as noise; lower than TAIL, as a small object has few edges. */
  private static final double EDGE_TAIL = 0.00015;

  /** Images in which a smaller share of the pixels differs from one color are not compared. */
  private static final double COMPARED = 0.002;

  /** The pixels ignored at each side, since images may have a thin border. */
  private static final int MARGIN = 5;

  private ImageFlaws() {}

  /** The code of a violation and the measured value. */
  record Flaw(String code, String actual) {}

  /** The flaw of an image, if any, and whether the image is distinctive enough to compare. */
  record Found(@Nullable Flaw flaw, boolean comparable) {}

  static Found find(int[] pixels, boolean alpha) {
    if (alpha && isTransparent(pixels)) {
      return new Found(new Flaw(ViolationCodes.IMAGE_TRANSPARENT, "no pixel is visible"), false);
    }
    int[][] channels = new int[3][256];
    int[] levels = new int[256];
    int[] edges = new int[256];
    int side = Sample.SOURCE_SIDE;
    for (int y = MARGIN; y < side - MARGIN; y += 2) { // every other row and its edges suffice
      for (int i = y * side + MARGIN; i < (y + 1) * side - MARGIN; i++) {
        int rgb = pixels[i];
        channels[0][rgb & 0xFF]++;
        channels[1][(rgb >> 8) & 0xFF]++;
        channels[2][(rgb >> 16) & 0xFF]++;
        levels[Sample.luma(rgb)]++;
        edges[edge(rgb, pixels[i - 1])]++;
        edges[edge(rgb, pixels[i - side])]++;
        edges[edge(rgb, pixels[i + side])]++;
      }
    }
    Flaw flaw =
        flaw(
            level(levels, TAIL),
            level(levels, 1 - TAIL),
            widest(channels, TAIL),
            level(edges, 1 - EDGE_TAIL));
    boolean comparable =
        widest(channels, COMPARED) > UNIFORM_LEVELS
            && level(levels, 1 - COMPARED) > DARK_LEVEL
            && level(levels, COMPARED) < BRIGHT_LEVEL;
    return new Found(flaw, comparable);
  }

  private static @Nullable Flaw flaw(int darkest, int brightest, int widest, int edge) {
    if (widest <= UNIFORM_LEVELS) {
      return new Flaw(
          ViolationCodes.IMAGE_UNIFORM, "one color only: levels differ by " + of255(widest));
    } else if (brightest <= DARK_LEVEL) {
      return new Flaw(
          ViolationCodes.IMAGE_DARK, "nearly black: the brightness is " + of255(brightest));
    } else if (darkest >= BRIGHT_LEVEL) {
      return new Flaw(
          ViolationCodes.IMAGE_BRIGHT, "nearly white: the brightness is " + of255(darkest));
    } else if (edge <= WEAK_EDGE) {
      String actual = "no visible edge: the strongest is a step of " + of255(edge);
      return new Flaw(ViolationCodes.IMAGE_LOW_DETAIL, actual);
    } else if (edge < BLURRED_EDGE * widest) {
      String actual =
          String.format(
              Locale.ROOT,
              "heavily blurred: the sharpest edge is %.1f %% of the image wide",
              100.0 * widest / edge / Sample.SOURCE_SIDE);
      return new Flaw(ViolationCodes.IMAGE_BLURRED, actual);
    }
    return null;
  }

  private static String of255(int level) {
    return level + " of 255";
  }

  private static boolean isTransparent(int[] pixels) {
    for (int pixel : pixels) {
      if (pixel >>> 24 >= MIN_OPACITY) {
        return false;
      }
    }
    return true;
  }

  private static int edge(int first, int second) {
    int blue = Math.abs((first & 0xFF) - (second & 0xFF));
    int green = Math.abs((first >> 8 & 0xFF) - (second >> 8 & 0xFF));
    int red = Math.abs((first >> 16 & 0xFF) - (second >> 16 & 0xFF));
    return Math.max(Math.max(red, green), blue);
  }

  private static int widest(int[][] channels, double tail) {
    return Arrays.stream(channels)
        .mapToInt(counts -> level(counts, 1 - tail) - level(counts, tail))
        .max()
        .orElse(0);
  }

  /** Returns the level below which a share of the counts is. */
  private static int level(int[] counts, double share) {
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    long rest = (long) (total * share);
    int level = 0;
    while (level < counts.length - 1 && rest >= counts[level]) {
      rest -= counts[level++];
    }
    return level;
  }
}
