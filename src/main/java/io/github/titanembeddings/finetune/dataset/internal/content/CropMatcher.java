package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an image is a scaled copy of another image or of a crop of it that cuts off at
 * most 5 % per side. Finds the crop that differs least, then requires that no block of neighboring
 * values differs clearly in its mean or detail, and that no single value differs far more than the
 * average.
 *
 * <p>A copy at full size may differ less than a cropped one, for which the part is found only
 * approximately: the same scene with another object is no copy.
 */
final class CropMatcher {
  /** The largest share that a crop cuts off at a side: 5 %, and 1 % as a window is approximate. */
  private static final double MAX_CUT = 0.06;

  static final int SIDE = 32;
  private static final int BLOCK = 3;

  private static final int COARSE_SIDE = 16;

  /** No search ends well that starts with a larger squared difference, relative to the contrast. */
  private static final double HOPELESS = 0.6;

  /** A window is only taken for a crop if its squared difference is less than this share. */
  private static final double MUCH_LESS = 0.36;

  /** No window is a crop if, nearly aligned, its squared difference is more than this share. */
  private static final double NOT_LESS = 0.85;

  private static final double RELATIVE = 0.4;

  /** The change that a subpixel shift explains, relative to the deviation of a block. */
  private static final double SHIFT = 0.2;

  private static final double NOISE = 4;

  /** The detail of a copy is much the same in each patch, whose side is a quarter of the image. */
  private static final int PATCHES = 4;

  private static final int FINE_SIDE = 48;
  private static final double MIN_CORRELATION = 0.64;
  private static final double NOISE_VARIANCE = 25;

  /** A block of less deviation is flat: no shift explains that its mean differs. */
  private static final double FLAT_DEVIATION = 2;

  private static final double FLAT_LIMIT = 4;

  /** A copy is neither lighter nor darker, and its blocks have the same colors. */
  private static final double MEAN_LUMA = 2.5;

  private static final double MEAN_CHROMA = 3.5;

  /** The change of a single value due to a subpixel shift, relative to the deviation. */
  private static final double PIXEL_SHIFT = 0.35;

  /** The change of a single value due to encoding. */
  private static final double ENCODING = 12;

  /** Largest to mean difference: measured up to 31 for copies, 57 or more for another word. */
  private static final double STANDS_OUT = 45;

  /** Copies keep their proportions, but a window is found only approximately. */
  private static final double MAX_STRETCH = 0.04;

  private final Sample whole;
  private final float[] part;
  private final double contrast;
  private final Sample partSample;

  private CropMatcher(Sample whole, Sample part) {
    this.whole = whole;
    this.partSample = part;
    this.part = part.scaled(Plane.LUMA, Window.ALL, SIDE);
    this.contrast = Block.of(this.part, 0, SIDE, SIDE).deviation();
  }

  /** Returns whether {@code part} is a copy of {@code whole} or of a window of it. */
  static boolean isCopy(Sample whole, Sample part) {
    return new CropMatcher(whole, part).test();
  }

  private boolean test() {
    Window start = start();
    if (start == null) {
      return false;
    }
    double uncut = difference(Window.ALL);
    Window best = Alignment.find(whole, part, start, NOT_LESS * uncut);
    double found = difference(best);
    return found < MUCH_LESS * uncut
        ? isWithin(best, found, 15, 24)
        : isWithin(Window.ALL, uncut, 7, 8);
  }

  /** Returns the window that differs least by few values, or null if all differ much. */
  private @Nullable Window start() {
    float[] coarse = partSample.scaled(Plane.LUMA, Window.ALL, COARSE_SIDE);
    double least = HOPELESS * contrast * contrast + NOISE;
    Window best = null;
    List<float[]> windows = whole.windows(COARSE_SIDE);
    for (int i = 0; i < windows.size(); i++) {
      double difference = difference(windows.get(i), coarse);
      if (difference < least) {
        least = difference;
        best = PerceptualHash.WINDOWS.get(i);
      }
    }
    return best;
  }

  private boolean isWithin(Window window, double difference, double luma, double chroma) {
    if (!hasAspectOf(window) || Math.sqrt(difference) > RELATIVE * (contrast + NOISE)) {
      return false;
    }
    float[] values = whole.scaled(Plane.LUMA, window, SIDE);
    return hasLumaOf(values, luma)
        && (hasDetailOf(values, part, SIDE) || hasFineDetailOf(window))
        && hasColorsOf(Plane.BLUE, window, chroma)
        && hasColorsOf(Plane.RED, window, chroma)
        && hasNoLocalDifference(window);
  }

  /**
   * Returns whether no single value differs far more than the average. Encoding, scaling and shifts
   * change many values of a copy; a different word or object on the same template changes only the
   * values at its location.
   */
  private boolean hasNoLocalDifference(Window window) {
    int side = Sample.LUMA_SIDE;
    float[] values = whole.scaled(Plane.LUMA, window, side);
    float[] others = partSample.scaled(Plane.LUMA, Window.ALL, side);
    double sum = 0;
    double most = 0;
    for (int y = 1; y < side - 1; y++) {
      for (int x = 1; x < side - 1; x++) {
        int at = y * side + x;
        double difference = Math.abs(values[at] - others[at]);
        sum += difference;
        if (difference > most) {
          Block one = Block.of(values, at - side - 1, side, BLOCK);
          Block other = Block.of(others, at - side - 1, side, BLOCK);
          double deviation = Math.max(one.deviation(), other.deviation());
          most = Math.max(most, difference - PIXEL_SHIFT * deviation);
        }
      }
    }
    return most <= ENCODING + STANDS_OUT * sum / ((side - 2) * (side - 2));
  }

  private boolean hasLumaOf(float[] values, double limit) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] - part[i];
    }
    return Math.abs(sum / values.length) <= MEAN_LUMA
        && blockDifference(values, part, SIDE, limit) < Double.POSITIVE_INFINITY;
  }

  private boolean hasAspectOf(Window window) {
    double width = 1 - window.left() - window.right();
    double height = 1 - window.top() - window.bottom();
    double ratio = whole.aspect() * width / height / partSample.aspect();
    return Math.abs(Math.log(ratio)) <= MAX_STRETCH;
  }

  private boolean hasColorsOf(Plane plane, Window window, double limit) {
    int side = Sample.CHROMA_SIDE;
    float[] values = whole.scaled(plane, window, side);
    float[] others = partSample.scaled(plane, Window.ALL, side);
    return blockDifference(values, others, side, limit) <= MEAN_CHROMA;
  }

  private double difference(Window window) {
    return difference(whole.scaled(Plane.LUMA, window, SIDE), part);
  }

  /**
   * Returns the mean difference of the means of blocks of neighboring values, or infinity if one
   * differs by more than a limit, beyond the effect of a small shift of its detail. Single values
   * of a crop differ more, since they are the means of other pixels.
   */
  private static double blockDifference(float[] first, float[] second, int side, double limit) {
    double sum = 0;
    int last = side - BLOCK;
    for (int y = 0; y <= last; y++) {
      for (int x = 0; x <= last; x++) {
        Block one = Block.of(first, y * side + x, side, BLOCK);
        Block other = Block.of(second, y * side + x, side, BLOCK);
        double difference = Math.abs(one.mean() - other.mean());
        double detail = Math.min(one.deviation(), other.deviation());
        boolean flat = Math.max(one.deviation(), other.deviation()) < FLAT_DEVIATION;
        if (flat ? difference > FLAT_LIMIT : difference - SHIFT * detail > limit) {
          return Double.POSITIVE_INFINITY;
        }
        sum += difference;
      }
    }
    return sum / ((last + 1) * (last + 1));
  }

  /** Fine lines may vanish at one size, so that copies are found at another. */
  private boolean hasFineDetailOf(Window window) {
    float[] values = whole.scaled(Plane.LUMA, window, FINE_SIDE);
    float[] others = partSample.scaled(Plane.LUMA, Window.ALL, FINE_SIDE);
    return hasDetailOf(values, others, FINE_SIDE);
  }

  /**
   * Returns whether the values rise and fall together in each patch: blocks of fine lines, such as
   * waves, have equal means wherever the lines are.
   */
  private static boolean hasDetailOf(float[] values, float[] others, int side) {
    int patch = side / PATCHES;
    for (int y = 0; y + patch <= side; y += patch / 2) {
      for (int x = 0; x + patch <= side; x += patch / 2) {
        if (correlation(values, others, y * side + x, side) < MIN_CORRELATION) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the covariance of two patches relative to the larger variance; noise counts little. */
  private static double correlation(float[] first, float[] second, int start, int side) {
    int patch = side / PATCHES;
    double products = 0;
    for (int i = 0; i < patch * patch; i++) {
      int at = start + i / patch * side + i % patch;
      products += (double) first[at] * second[at];
    }
    Block one = Block.of(first, start, side, patch);
    Block other = Block.of(second, start, side, patch);
    double covariance = products / (patch * patch) - one.mean() * other.mean();
    double deviation = Math.max(one.deviation(), other.deviation());
    return (covariance + NOISE_VARIANCE) / (deviation * deviation + NOISE_VARIANCE);
  }

  /** Returns the mean of the squared differences; four sums take a quarter of the time of one. */
  static double difference(float[] values, float[] others) {
    float[] sums = new float[4];
    for (int i = 0; i < values.length; i += 4) {
      sums[0] += squared(values[i] - others[i]);
      sums[1] += squared(values[i + 1] - others[i + 1]);
      sums[2] += squared(values[i + 2] - others[i + 2]);
      sums[3] += squared(values[i + 3] - others[i + 3]);
    }
    return (sums[0] + sums[1] + sums[2] + sums[3]) / values.length;
  }

  private static float squared(float value) {
    return value * value;
  }

  /**
   * Finds the window that differs least; for each one, only the side that moves is scaled again.
   */
  static final class Alignment {
    private static final int LUMA_SIDE = Sample.LUMA_SIDE;
    private static final double FIRST_STEP = 0.02;
    private static final double LAST_STEP = 0.002;
    private static final int MAX_ROUNDS = 6;

    /** The rows and the columns of the whole, and those of the part. */
    private final float[][] whole;

    private final float[][] part;

    /** The shares cut off at the top and bottom, and at the left and right. */
    private final double[][] cuts;

    /** The rows of the whole, scaled across by the current cuts, and its columns, scaled down. */
    private final float[][] scaled = new float[2][];

    private double least;

    private Alignment(Sample whole, float[] part, Window start) {
      float[] rows = whole.values(Plane.LUMA);
      this.whole = new float[][] {rows, Sample.turned(rows, LUMA_SIDE)};
      this.part = new float[][] {part, Sample.turned(part, SIDE)};
      cuts = new double[][] {{start.top(), start.bottom()}, {start.left(), start.right()}};
      scale(0);
      scale(1);
      least = differenceAlong(0);
    }

    /**
     * Moves one side of the window after the other while that helps, in steps that get smaller;
     * ends early if the difference is above the limit after the large ones.
     */
    static Window find(Sample whole, float[] part, Window start, double limit) {
      Alignment alignment = new Alignment(whole, part, start);
      for (int axis = 0; axis < 2; axis++) { // opposite sides, since one alone may not help
        alignment.move(axis, FIRST_STEP / 2, FIRST_STEP / 2);
      }
      for (double step = FIRST_STEP; step >= LAST_STEP; step /= 2) {
        if (step < FIRST_STEP / 2 && alignment.least > limit) {
          break;
        }
        boolean better = true;
        for (int round = 0; better && round < MAX_ROUNDS; round++) {
          better = false;
          for (int axis = 1; axis >= 0; axis--) {
            better |= alignment.move(axis, step, 0);
            better |= alignment.move(axis, -step, 0);
            better |= alignment.move(axis, 0, step);
            better |= alignment.move(axis, 0, -step);
          }
        }
      }
      double[][] cuts = alignment.cuts;
      return new Window(cuts[1][0], cuts[1][1], cuts[0][0], cuts[0][1]);
    }

    private boolean move(int axis, double before, double after) {
      double[] cut = cuts[axis];
      cuts[axis] = new double[] {within(cut[0] + before), within(cut[1] + after)};
      double difference = Arrays.equals(cuts[axis], cut) ? least : differenceAlong(axis);
      if (difference < least) {
        least = difference;
        scale(1 - axis);
        return true;
      }
      cuts[axis] = cut;
      return false;
    }

    private static double within(double cut) {
      return Math.max(0, Math.min(MAX_CUT, cut));
    }

    /** Scales by the cuts of the other axis, which stay unchanged while this one moves. */
    private void scale(int axis) {
      double[] cut = cuts[1 - axis];
      scaled[axis] =
          Sample.turned(Sample.rows(whole[1 - axis], LUMA_SIDE, cut[0], cut[1], SIDE), LUMA_SIDE);
    }

    private double differenceAlong(int axis) {
      float[] rows = Sample.rows(scaled[axis], SIDE, cuts[axis][0], cuts[axis][1], SIDE);
      return difference(rows, part[axis]);
    }
  }

  /** The mean of a block of neighboring values, and their standard deviation. */
  private record Block(double mean, double deviation) {
    static Block of(float[] values, int start, int side, int size) {
      double sum = 0;
      double squares = 0;
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          float value = values[start + y * side + x];
          sum += value;
          squares += (double) value * value;
        }
      }
      double mean = sum / (size * size);
      return new Block(mean, Math.sqrt(Math.max(0, squares / (size * size) - mean * mean)));
    }
  }
}
