package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import java.util.Arrays;

/**
 * Finds the window of an image that differs least from another image, which is perhaps a crop.
 *
 * <p>For each window, only the side that moves is scaled again.
 */
final class Alignment {
  static final int SIDE = 32;
  private static final int LUMA_SIDE = Sample.LUMA_SIDE;
  private static final double MAX_CUT = 0.06;
  private static final double FIRST_STEP = 0.02;
  private static final double LAST_STEP = 0.002;
  private static final int MAX_ROUNDS = 6;

  /** The rows and the columns of the whole, and those of the part. */
  private final float[][] whole;

  private final float[][] part;

  /** What is cut off at the top and bottom, and at the left and right. */
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
    least = difference(0);
  }

  /**
   * Moves one side of the window after the other while that helps, in steps that get smaller; ends
   * early if the difference is above the limit after the large ones.
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
    double difference = Arrays.equals(cuts[axis], cut) ? least : difference(axis);
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

  /** Scales what does not change while the other axis moves. */
  private void scale(int axis) {
    double[] cut = cuts[1 - axis];
    scaled[axis] =
        Sample.turned(Sample.rows(whole[1 - axis], LUMA_SIDE, cut[0], cut[1], SIDE), LUMA_SIDE);
  }

  private double difference(int axis) {
    float[] rows = Sample.rows(scaled[axis], SIDE, cuts[axis][0], cuts[axis][1], SIDE);
    return difference(rows, part[axis]);
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
}
