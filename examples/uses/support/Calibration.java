package support;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Calibrates a threshold of cosines on labeled pairs, and measures it on other pairs. */
public final class Calibration {
  private Calibration() {}

  /** The cosine of two vectors, and whether they match. */
  public record Pair(double cosine, boolean isMatch) {}

  /** How many pairs a threshold finds correctly, finds wrongly and misses. */
  public record Counts(long found, long wrong, long missed) {
    /** Counts the pairs with at least a given cosine as found. */
    public static Counts of(List<Pair> pairs, double threshold) {
      long matches = pairs.stream().filter(Pair::isMatch).count();
      long all = pairs.stream().filter(pair -> pair.cosine() >= threshold).count();
      long found =
          pairs.stream().filter(pair -> pair.isMatch() && pair.cosine() >= threshold).count();
      return new Counts(found, all - found, matches - found);
    }

    public Counts plus(Counts more) {
      return new Counts(found + more.found, wrong + more.wrong, missed + more.missed);
    }

    public double precision() {
      return found == 0 ? 0 : (double) found / (found + wrong);
    }

    public double recall() {
      return found == 0 ? 0 : (double) found / (found + missed);
    }

    public double f1() {
      return found == 0 ? 0 : 2.0 * found / (2 * found + wrong + missed);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "precision %.2f, recall %.2f", precision(), recall());
    }
  }

  /** Returns every second element, beginning with the first or the second: half to calibrate. */
  public static <T> List<T> half(List<T> all, int first) {
    return IntStream.iterate(first, i -> i < all.size(), i -> i + 2).mapToObj(all::get).toList();
  }

  /**
   * Returns the threshold with the best quality, midway between two cosines; infinity if none has a
   * quality above zero.
   */
  public static double threshold(List<Pair> pairs, ToDoubleFunction<Counts> quality) {
    List<Pair> sorted =
        pairs.stream().sorted(Comparator.comparingDouble(Pair::cosine).reversed()).toList();
    long matches = pairs.stream().filter(Pair::isMatch).count();
    long found = 0;
    double threshold = Double.POSITIVE_INFINITY;
    double best = 0;
    for (int i = 0; i < sorted.size(); i++) {
      found += sorted.get(i).isMatch() ? 1 : 0;
      double cosine = sorted.get(i).cosine();
      boolean isLast = i + 1 == sorted.size();
      double next = isLast ? cosine : sorted.get(i + 1).cosine();
      double own = quality.applyAsDouble(new Counts(found, i + 1 - found, matches - found));
      if ((isLast || next < cosine) && own > best) {
        threshold = (cosine + next) / 2;
        best = own;
      }
    }
    return threshold;
  }
}
