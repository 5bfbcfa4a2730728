package io.github.titanembeddings.finetune.dataset.internal.content;

import java.util.Arrays;

/**
 * Finds numbers far off a distribution: beyond Tukey's outer fences of the logarithms, which are at
 * least a factor of 8 off the quartiles.
 */
final class Outliers {
  private static final int MIN_COUNT = 100;
  private static final double FENCE = 3;

  /** So that a set whose numbers are nearly all equal has no outlier nearby. */
  private static final double MIN_RANGE = Math.log(2);

  /** More than this share is not far off the distribution, but a part of it. */
  private static final double MAX_SHARE = 0.02;

  private int[] keys = new int[1024];
  private long[] numbers = new long[1024];
  private int count;

  /** Receives an outlier, and the quartiles of all numbers. */
  interface Found {
    void accept(int key, long number, long lowerQuartile, long upperQuartile);
  }

  void add(int key, long number) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    keys[count] = key;
    numbers[count++] = number;
  }

  void find(Found found) {
    long[] sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    if (count < MIN_COUNT) {
      return;
    }
    long lower = sorted[count / 4];
    long upper = sorted[(int) (3L * count / 4)];
    double range = Math.max(MIN_RANGE, log(upper) - log(lower));
    double least = log(lower) - FENCE * range;
    double most = log(upper) + FENCE * range;
    long outside = Arrays.stream(sorted).filter(n -> log(n) < least || log(n) > most).count();
    if (outside > MAX_SHARE * count) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (log(numbers[i]) < least || log(numbers[i]) > most) {
        found.accept(keys[i], numbers[i], lower, upper);
      }
    }
  }

  private static double log(long number) {
    return Math.log((double) Math.max(1, number));
  }
}
