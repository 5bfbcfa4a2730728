package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.Score;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Draws the queries anew, with replacement, to see how far a figure depends on the draw. */
public record Bootstrap(int samples, long seed) {
  private static final double TAIL = 0.025;

  /** A figure over some of the queries, given by their places, with its interval. */
  public Score score(int queries, ToDoubleFunction<int[]> figure) {
    int[] all = new int[queries];
    Arrays.setAll(all, i -> i);
    Random random = new Random(seed);
    double[] values = new double[samples];
    int[] drawn = new int[queries];
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < queries; j++) {
        drawn[j] = random.nextInt(queries);
      }
      values[i] = figure.applyAsDouble(drawn);
    }
    Arrays.sort(values);
    int tail = (int) (samples * TAIL);
    return Score.of(figure.applyAsDouble(all), values[tail], values[samples - 1 - tail]);
  }

  public static int[] at(int[] ranks, int[] places) {
    int[] chosen = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      chosen[i] = ranks[places[i]];
    }
    return chosen;
  }
}
