package io.github.titanembeddings.finetune.dataset.content;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts right and wrong reports of copies, and prints them as a table. */
final class CopyScore {
  /** The kind of a right report of an image that is not a copy: its copy came before. */
  static final String ORIGINAL = "original";

  /** The kind of a wrong report of two images that were drawn apart. */
  static final String UNRELATED = "two other images";

  /** The quantile of a normal distribution for an interval of 95 %. */
  private static final double Z = 1.96;

  private final int images;

  /** How many there are and were reported, by kind. */
  private final Map<String, int[]> copies;

  private final Map<String, int[]> negatives;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> samePixels = new ArrayList<>();
  private int right;

  CopyScore(int images, Collection<String> copies, Collection<String> negatives) {
    this.images = images;
    this.copies = counted(copies);
    this.negatives = counted(negatives);
    this.negatives.put(UNRELATED, new int[2]);
  }

  private static Map<String, int[]> counted(Collection<String> kinds) {
    Map<String, int[]> counts = new TreeMap<>();
    kinds.forEach(kind -> counts.computeIfAbsent(kind, k -> new int[2])[0]++);
    return counts;
  }

  void right(String kind) {
    right++;
    if (!kind.equals(ORIGINAL)) {
      copies.get(kind)[1]++;
    }
  }

  void wrong(String kind, String image, String other) {
    negatives.get(kind)[1]++;
    wrong.add(image + " is not " + other + " (" + kind + ")");
  }

  void samePixels(String image, String other, double difference) {
    samePixels.add(
        String.format(Locale.ROOT, "%s has the pixels of %s +- %.1f", image, other, difference));
  }

  int images() {
    return images;
  }

  double precision() {
    return share(right, right + wrong.size());
  }

  double recall() {
    return share(sum(1), sum(0));
  }

  private int sum(int index) {
    return copies.values().stream().mapToInt(counts -> counts[index]).sum();
  }

  private static double share(int count, int all) {
    return all == 0 ? 0 : (double) count / all;
  }

  /** Formats a share with its Wilson score interval. */
  private static String interval(int count, int all) {
    double share = share(count, all);
    double weight = Z * Z / Math.max(1, all);
    double center = (share + weight / 2) / (1 + weight);
    double half = Math.sqrt(share * (1 - share) * weight + weight * weight / 4) / (1 + weight);
    return String.format(
        Locale.ROOT,
        "%.4f (95 %%: %.4f to %.4f)",
        share,
        center - half,
        Math.min(1, center + half));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int reported = right + wrong.size();
    line(
        text,
        "%,d images, %,d reports, %d of the same pixels",
        images,
        reported,
        samePixels.size());
    line(text, "precision      %s, %d of %d", interval(right, reported), right, reported);
    line(text, "recall         %s, %d of %d", interval(sum(1), sum(0)), sum(1), sum(0));
    line(text, "");
    line(text, "%-28s %6s %6s  recall", "copies", "images", "found");
    copies.forEach(
        (kind, of) -> line(text, "%-28s %6d %6d  %s", kind, of[0], of[1], interval(of[1], of[0])));
    line(text, "");
    line(text, "%-28s %6s %6s", "negatives", "images", "wrong");
    negatives.forEach(
        (kind, of) ->
            line(
                text,
                "%-28s %6s %6d",
                kind,
                kind.equals(UNRELATED) ? "all" : String.valueOf(of[0]),
                of[1]));
    line(text, "");
    wrong.forEach(found -> line(text, "%s", found));
    samePixels.forEach(found -> line(text, "%s", found));
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
