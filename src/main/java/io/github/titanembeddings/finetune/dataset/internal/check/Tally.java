package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.Histogram;
import java.util.Arrays;
import java.util.List;

/** Counts numbers for a {@link Histogram}. */
final class Tally {
  private final String unit;
  private final long[] bounds;
  private final long[] counts;
  private long count;
  private long min = Long.MAX_VALUE;
  private long max;
  private long sum;

  Tally(String unit, long... bounds) {
    this.unit = unit;
    this.bounds = bounds;
    this.counts = new long[bounds.length + 1];
  }

  void add(long number) {
    int range = 0;
    while (range < bounds.length && number > bounds[range]) {
      range++;
    }
    counts[range]++;
    count++;
    min = Math.min(min, number);
    max = Math.max(max, number);
    sum += number;
  }

  Histogram histogram() {
    List<Long> upper = Arrays.stream(bounds).boxed().toList();
    List<Long> numbers = Arrays.stream(counts).boxed().toList();
    double mean = count == 0 ? 0 : (double) sum / count;
    return Histogram.of(unit, upper, numbers, count == 0 ? 0 : min, max, mean);
  }
}
