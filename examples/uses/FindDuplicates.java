import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.Embedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import support.Calibration;
import support.FolderEmbedder;
import support.LabeledPair;

/**
 * Finds near duplicates in a folder of images: pairs whose vectors have a cosine above a threshold,
 * which is calibrated on labeled pairs.
 *
 * <p>A cosine means nothing by itself: it depends on the model and on the catalog. So label a few
 * hundred pairs, mostly hard ones (similar, but different), and measure precision and recall on
 * pairs that were not used for calibration.
 *
 * <p>Copy {@code FolderEmbedder}, {@code LabeledPair} (reads the labels) and {@code Calibration} of
 * the folder {@code support} with this file.
 */
public final class FindDuplicates {
  /** Deleting a product by mistake costs more than a duplicate that stays. */
  private static final double PRECISION = 0.95;

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/duplicates");
    // Reports a wrong label before an image is billed.
    List<LabeledPair> labels = LabeledPair.read(folder.resolve("pairs.csv"));
    Map<String, Embedding> vectors;
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      vectors = FolderEmbedder.embed(titan, FolderEmbedder.files(folder));
    }
    List<Calibration.Pair> pairs = pairs(labels, vectors);
    List<Calibration.Pair> calibration = Calibration.half(pairs, 0);
    List<Calibration.Pair> heldOut = Calibration.half(pairs, 1);

    double threshold = threshold(calibration, PRECISION);
    if (threshold == Double.POSITIVE_INFINITY) {
      System.err.printf(
          Locale.ROOT,
          "no threshold reaches a precision of %s with %d labeled pairs; label more pairs,"
              + " including duplicates%n",
          PRECISION,
          pairs.size());
      return;
    }
    System.out.printf(Locale.ROOT, "threshold: %.4f%n", threshold);
    print("calibration", calibration, threshold);
    print("held out", heldOut, threshold);

    List<List<String>> groups = groups(vectors, threshold);
    System.out.println(vectors.size() + " images, " + groups.size() + " groups of duplicates");
    groups.stream().limit(3).forEach(System.out::println);
  }

  /**
   * Returns the cosines of the pairs, without those that lack a vector. They are sorted by label,
   * so that each half has as many duplicates.
   */
  private static List<Calibration.Pair> pairs(
      List<LabeledPair> labels, Map<String, Embedding> vectors) {
    return labels.stream()
        .filter(label -> vectors.containsKey(label.a()) && vectors.containsKey(label.b()))
        .sorted(Comparator.comparing(LabeledPair::same))
        .map(
            label -> {
              double cosine = vectors.get(label.a()).cosine(vectors.get(label.b()));
              return new Calibration.Pair(cosine, label.same());
            })
        .toList();
  }

  /**
   * Returns the lowest threshold that reaches a given precision, so that it finds the most
   * duplicates; infinity if none does.
   */
  static double threshold(List<Calibration.Pair> pairs, double precision) {
    return Calibration.threshold(
        pairs, counts -> counts.precision() < precision ? 0 : counts.found() + counts.wrong());
  }

  private static void print(String name, List<Calibration.Pair> pairs, double threshold) {
    Calibration.Counts counts = Calibration.Counts.of(pairs, threshold);
    System.out.printf(
        Locale.ROOT,
        "%-12s %3d pairs, %2d duplicates: %s%n",
        name,
        pairs.size(),
        counts.found() + counts.missed(),
        counts);
  }

  /**
   * Groups images that are connected by pairs above the threshold. Compares all pairs: for more
   * than 50,000 images, compare each with its nearest neighbors in an index.
   */
  static List<List<String>> groups(Map<String, Embedding> vectors, double threshold) {
    List<String> names = List.copyOf(vectors.keySet());
    Map<String, TreeSet<String>> groups = new LinkedHashMap<>();
    names.forEach(name -> groups.put(name, new TreeSet<>(List.of(name))));
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        if (vectors.get(names.get(i)).cosine(vectors.get(names.get(j))) >= threshold) {
          TreeSet<String> joined = groups.get(names.get(i));
          joined.addAll(groups.get(names.get(j)));
          joined.forEach(name -> groups.put(name, joined));
        }
      }
    }
    return groups.values().stream()
        .filter(group -> group.size() > 1)
        .distinct()
        .map(List::copyOf)
        .toList();
  }
}

// Output:
// threshold: 0.9969
// calibration  335 pairs, 15 duplicates: precision 1.00, recall 0.73
// held out     335 pairs, 15 duplicates: precision 1.00, recall 0.73
// 120 images, 22 groups of duplicates
// [poster-00-copy.jpg, poster-00.png]
// [poster-02-copy.jpg, poster-02.png]
// [poster-04-copy.jpg, poster-04.png]
