package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an image is a copy of another, or of a part of it: looks for the part that
 * differs least, then requires that nowhere a group of neighboring values differs clearly.
 *
 * <p>A copy at full size may differ less than a cropped one, for which the part is found only
 * approximately: the same scene with another object is no copy.
 */
final class CopyTest {
  private static final int SIDE = 32;
  private static final int BLOCK = 3;
  private static final double MAX_CUT = 0.06;
  private static final double FIRST_STEP = 0.02;
  private static final double LAST_STEP = 0.002;
  private static final int MAX_ROUNDS = 6;

  private static final int COARSE_SIDE = 16;

  /** No search ends well that starts with a larger squared difference, relative to the contrast. */
  private static final double HOPELESS = 0.6;

  /** A window is only taken for a crop if its squared difference is less than this share. */
  private static final double MUCH_LESS = 0.36;

  private static final double RELATIVE = 0.4;

  /** The change that a subpixel shift explains, relative to the deviation of a block. */
  private static final double SHIFT = 0.2;

  private static final double NOISE = 4;

  /** A copy is neither lighter nor darker, and has the same colors, whatever its edges. */
  private static final double MEAN_LUMA = 2.5;

  private static final double MEAN_CHROMA = 5;

  /** Copies keep their proportions, but a window is found only approximately. */
  private static final double MAX_STRETCH = 0.04;

  private final Sample whole;
  private final float[] part;
  private final double contrast;
  private final Sample partSample;

  private CopyTest(Sample whole, Sample part) {
    this.whole = whole;
    this.partSample = part;
    this.part = part.scaled(Plane.LUMA, Window.ALL, SIDE);
    this.contrast = contrast(this.part);
  }

  /** Returns whether {@code part} is a copy of {@code whole} or of a window of it. */
  static boolean isCopy(Sample whole, Sample part) {
    return new CopyTest(whole, part).test();
  }

  private boolean test() {
    Window start = start();
    if (start == null) {
      return false;
    }
    double uncut = difference(Window.ALL);
    Window best = aligned(start, difference(start));
    double found = difference(best);
    return found < MUCH_LESS * uncut
        ? isWithin(best, found, 15, 28)
        : isWithin(Window.ALL, uncut, 7, 8);
  }

  /** Returns the window that differs least by few values, or null if all differ much. */
  private @Nullable Window start() {
    float[] coarse = partSample.scaled(Plane.LUMA, Window.ALL, COARSE_SIDE);
    double least = HOPELESS * contrast * contrast + NOISE;
    Window best = null;
    for (Window window : PerceptualHash.WINDOWS) {
      double difference = difference(whole.scaled(Plane.LUMA, window, COARSE_SIDE), coarse);
      if (difference < least) {
        least = difference;
        best = window;
      }
    }
    return best;
  }

  private boolean isWithin(Window window, double difference, double luma, double chroma) {
    return hasAspectOf(window)
        && Math.sqrt(difference) <= RELATIVE * (contrast + NOISE)
        && hasLumaOf(whole.scaled(Plane.LUMA, window, SIDE), luma)
        && hasColorsOf(Plane.BLUE, window, chroma)
        && hasColorsOf(Plane.RED, window, chroma);
  }

  private boolean hasLumaOf(float[] values, double limit) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] - part[i];
    }
    return Math.abs(sum / values.length) <= MEAN_LUMA && largest(values, part, SIDE) <= limit;
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
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.abs(values[i] - others[i]);
    }
    return sum / values.length <= MEAN_CHROMA && largest(values, others, side) <= limit;
  }

  /** Moves one side of the window after the other while that helps, in steps that get smaller. */
  private Window aligned(Window start, double startDifference) {
    double[] cuts = {start.left(), start.right(), start.top(), start.bottom()};
    double least = startDifference;
    for (double step = FIRST_STEP; step >= LAST_STEP; step /= 2) {
      boolean better = true;
      for (int round = 0; better && round < MAX_ROUNDS; round++) {
        better = false;
        for (int i = 0; i < 2 * cuts.length; i++) {
          int side = i / 2;
          double before = cuts[side];
          double moved = before + (i % 2 == 0 ? step : -step);
          cuts[side] = Math.max(0, Math.min(MAX_CUT, moved));
          double difference = cuts[side] == before ? least : difference(window(cuts));
          if (difference < least) {
            least = difference;
            better = true;
          } else {
            cuts[side] = before;
          }
        }
      }
    }
    return window(cuts);
  }

  private static Window window(double[] cuts) {
    return new Window(cuts[0], cuts[1], cuts[2], cuts[3]);
  }

  private double difference(Window window) {
    return difference(whole.scaled(Plane.LUMA, window, SIDE), part);
  }

  /** Returns the mean of the squared differences. */
  private static double difference(float[] values, float[] others) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - others[i];
      sum += difference * difference;
    }
    return sum / values.length;
  }

  private static double contrast(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
  }

  /**
   * Returns the largest difference of the means of a block of neighboring values, less what a small
   * shift of its detail explains.
   */
  private static double largest(float[] first, float[] second, int side) {
    double largest = 0;
    for (int y = 0; y + BLOCK <= side; y++) {
      for (int x = 0; x + BLOCK <= side; x++) {
        Block one = Block.of(first, y * side + x, side);
        Block other = Block.of(second, y * side + x, side);
        double detail = Math.min(one.deviation(), other.deviation());
        largest = Math.max(largest, Math.abs(one.mean() - other.mean()) - SHIFT * detail);
      }
    }
    return largest;
  }

  /** The mean of a block of neighboring values, and their standard deviation. */
  private record Block(double mean, double deviation) {
    static Block of(float[] values, int start, int side) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < BLOCK * BLOCK; i++) {
        float value = values[start + i / BLOCK * side + i % BLOCK];
        sum += value;
        squares += (double) value * value;
      }
      double mean = sum / (BLOCK * BLOCK);
      return new Block(mean, Math.sqrt(Math.max(0, squares / (BLOCK * BLOCK) - mean * mean)));
    }
  }
}
