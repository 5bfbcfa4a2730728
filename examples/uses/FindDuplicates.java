import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds near duplicates in a folder of images: pairs whose vectors have a cosine above a threshold,
 * which is calibrated on labeled pairs.
 *
 * <p>A cosine means nothing by itself: it depends on the model and on the catalog. So label a few
 * hundred pairs, mostly hard ones (similar, but different), and measure precision and recall on
 * pairs that were not used for calibration.
 */
public final class FindDuplicates {
  /** Deleting a product by mistake costs more than a duplicate that stays. */
  private static final double PRECISION = 0.95;

  /** A line of the labeled pairs: two images, and whether they are duplicates. */
  record Label(String a, String b, boolean same) {}

  /** Two images, whether they are duplicates, and the cosine of their vectors. */
  record Pair(String a, String b, boolean same, double cosine) {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/duplicates");
    List<Label> labels = labels(folder.resolve("pairs.csv")); // before an image is billed
    Map<String, Embedding> vectors;
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      vectors = embed(titan, folder);
    }
    List<Pair> labeled = pairs(labels, vectors);
    List<Pair> calibration = everySecond(labeled, 0);
    List<Pair> held = everySecond(labeled, 1);

    double threshold = threshold(calibration, PRECISION);
    if (threshold == Double.POSITIVE_INFINITY) {
      System.err.println(
          "no threshold reaches a precision of "
              + PRECISION
              + " with "
              + labeled.size()
              + " labeled pairs; label more pairs, including duplicates");
      return;
    }
    System.out.printf(Locale.ROOT, "threshold: %.4f%n", threshold);
    print("calibration", calibration, threshold);
    print("held out", held, threshold);

    List<List<String>> groups = groups(vectors, threshold);
    System.out.println(vectors.size() + " images, " + groups.size() + " groups of duplicates");
    groups.stream().limit(3).forEach(System.out::println);
  }

  private static Map<String, Embedding> embed(TitanEmbeddingsAsyncClient titan, Path folder)
      throws IOException {
    Map<String, Embedding> vectors = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      BulkEmbedder.of(titan)
          .embed(
              files.filter(file -> !file.toString().endsWith(".csv")).map(FindDuplicates::item),
              outcome -> {
                if (outcome instanceof BulkOutcome.Embedded embedded) {
                  vectors.put(outcome.key(), embedded.response().embedding());
                } else if (outcome instanceof BulkOutcome.Failed failed) {
                  System.err.println(failed.exception().getMessage());
                }
              });
    }
    return vectors;
  }

  private static BulkItem item(Path file) {
    EmbeddingRequest request =
        EmbeddingRequest.builder()
            .image(ImageInput.of(file))
            .imageFit(ImageFit.DOWNSCALE)
            .outputEmbeddingLength(1024)
            .build();
    return BulkItem.of(file.getFileName().toString(), request);
  }

  /**
   * Reads lines such as {@code a.png,b.png,true}.
   *
   * @throws IllegalArgumentException if the file has none, or a line in another format
   */
  static List<Label> labels(Path csv) throws IOException {
    List<Label> labels = new ArrayList<>();
    if (Files.exists(csv)) {
      for (String line : Files.readAllLines(csv)) {
        String[] parts = line.strip().split("\\s*,\\s*", -1);
        if (parts.length != 3 || !List.of("true", "false").contains(parts[2])) {
          throw new IllegalArgumentException(
              csv + ": expected a line such as \"a.png,b.png,true\", got \"" + line + '"');
        }
        labels.add(new Label(parts[0], parts[1], Boolean.parseBoolean(parts[2])));
      }
    }
    if (labels.isEmpty()) {
      throw new IllegalArgumentException(
          csv + " has no labeled pairs; add lines such as \"a.png,b.png,true\"");
    }
    return labels;
  }

  /** Returns the pairs with their cosines; pairs without vectors are left out. */
  private static List<Pair> pairs(List<Label> labels, Map<String, Embedding> vectors) {
    return labels.stream()
        .filter(label -> vectors.containsKey(label.a()) && vectors.containsKey(label.b()))
        .map(
            label -> {
              double cosine = vectors.get(label.a()).cosine(vectors.get(label.b()));
              return new Pair(label.a(), label.b(), label.same(), cosine);
            })
        .toList();
  }

  /** Returns half of the pairs of each label. */
  private static List<Pair> everySecond(List<Pair> pairs, int first) {
    return Stream.of(true, false)
        .flatMap(
            same -> {
              List<Pair> ofLabel = pairs.stream().filter(pair -> pair.same() == same).toList();
              return IntStream.iterate(first, i -> i < ofLabel.size(), i -> i + 2)
                  .mapToObj(ofLabel::get);
            })
        .toList();
  }

  /**
   * Returns the lowest threshold that reaches a given precision, midway to the next lower cosine,
   * so that it finds the most duplicates; infinity if none does.
   */
  static double threshold(List<Pair> pairs, double precision) {
    List<Pair> sorted =
        pairs.stream().sorted(Comparator.comparingDouble(Pair::cosine).reversed()).toList();
    double threshold = Double.POSITIVE_INFINITY;
    int right = 0;
    for (int i = 0; i < sorted.size(); i++) {
      right += sorted.get(i).same() ? 1 : 0;
      double cosine = sorted.get(i).cosine();
      boolean isLast = i + 1 == sorted.size();
      double next = isLast ? cosine : sorted.get(i + 1).cosine();
      if ((isLast || next < cosine) && right > 0 && right >= precision * (i + 1)) {
        threshold = (cosine + next) / 2;
      }
    }
    return threshold;
  }

  private static void print(String name, List<Pair> pairs, double threshold) {
    long found = pairs.stream().filter(pair -> pair.cosine() >= threshold).count();
    long right = pairs.stream().filter(pair -> pair.same() && pair.cosine() >= threshold).count();
    long all = pairs.stream().filter(Pair::same).count();
    System.out.printf(
        Locale.ROOT,
        "%-12s %3d pairs, %2d duplicates: precision %.2f, recall %.2f%n",
        name,
        pairs.size(),
        all,
        ratio(right, found),
        ratio(right, all));
  }

  private static double ratio(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
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
    Collection<TreeSet<String>> distinct = new ArrayList<>();
    groups.forEach(
        (name, group) -> {
          if (group.size() > 1 && group.first().equals(name)) {
            distinct.add(group);
          }
        });
    return distinct.stream().map(List::copyOf).toList();
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
