package io.github.titanembeddings.finetune.dataset.internal.content;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiConsumer;

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

  /** A number outside of the fences {@code least} and {@code most}, and the quartiles. */
  record Outlier(long number, long lower, long upper, long least, long most) {
    String describe(String unit, String all) {
      return String.format(
          Locale.ROOT, "%,d %s (half of all %s have %,d to %,d)", number, unit, all, lower, upper);
    }

    String limit(String unit) {
      return String.format(Locale.ROOT, "%,d to %,d %s", least, most, unit);
    }
  }

  void add(int key, long number) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    keys[count] = key;
    numbers[count++] = number;
  }

  void find(BiConsumer<Integer, Outlier> found) {
    long[] sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    if (count < MIN_COUNT) {
      return;
    }
    long lower = sorted[count / 4];
    long upper = sorted[(int) (3L * count / 4)];
    double range = Math.max(MIN_RANGE, log(upper) - log(lower));
    long least = Math.round(Math.exp(log(lower) - FENCE * range));
    long most = Math.round(Math.exp(log(upper) + FENCE * range));
    long outside = Arrays.stream(sorted).filter(n -> n < least || n > most).count();
    if (outside > MAX_SHARE * count) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (numbers[i] < least || numbers[i] > most) {
        found.accept(keys[i], new Outlier(numbers[i], lower, upper, least, most));
      }
    }
  }

  private static double log(long number) {
    return Math.log((double) Math.max(1, number));
  }
}
