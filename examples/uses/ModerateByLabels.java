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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Labels images without training: an image has a label if its vector is close to the vector of a
 * text that describes the label. The thresholds are calibrated on labeled images.
 *
 * <p>The vectors of texts and of images form separate clusters (the modality gap): an image is
 * closer to similar images than to the text that describes it, and each text has its own range of
 * cosines. So a threshold calibrated on pairs of images fails, and so does a single threshold for
 * all labels.
 */
public final class ModerateByLabels {
  /** The labels to moderate, and the texts that describe them. */
  private static final Map<String, String> PROMPTS =
      new TreeMap<>(
          Map.of(
              "checkers", "a chequered board",
              "night", "a dark night",
              "sea", "waves on the sea",
              "wall", "a wall of bricks",
              "zebra", "a zebra with stripes"));

  /** An image with its correct label, which is the prefix of its file name. */
  record Image(String label, Embedding vector) {}

  /** A cosine, and whether it belongs to a pair that matches. */
  record Scored(double cosine, boolean isMatch) {}

  /** Found matches, false alarms and missed matches. */
  record Counts(long found, long wrong, long missed) {
    double f1() {
      return found == 0 ? 0 : 2.0 * found / (2 * found + wrong + missed);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "precision %.2f, recall %.2f",
          found + wrong == 0 ? 0 : (double) found / (found + wrong),
          found + missed == 0 ? 0 : (double) found / (found + missed));
    }
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    List<Path> files = labeled(folder); // before an image is billed
    List<Image> images;
    Map<String, Embedding> texts = new TreeMap<>();
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      images = embed(titan, files);
      PROMPTS.forEach(
          (label, prompt) -> texts.put(label, titan.embed(r -> r.text(prompt)).join().embedding()));
    }
    List<Image> calibration = everySecond(images, 0);
    List<Image> heldOut = everySecond(images, 1);

    List<Scored> imagePairs = imagePairs(calibration);
    List<Scored> all = new ArrayList<>();
    texts.forEach((label, text) -> all.addAll(scores(calibration, label, text)));
    System.out.printf(
        Locale.ROOT,
        "mean cosine of a match: %.2f of two images, %.2f of a text and an image%n",
        meanOfMatches(imagePairs),
        meanOfMatches(all));

    double ofImages = threshold(imagePairs);
    double common = threshold(all);
    ToDoubleFunction<String> own = label -> threshold(scores(calibration, label, texts.get(label)));
    System.out.println("threshold of two images: " + count(heldOut, texts, label -> ofImages));
    System.out.println("one threshold:           " + count(heldOut, texts, label -> common));
    System.out.println("one per label:           " + count(heldOut, texts, own));
    for (String label : texts.keySet()) {
      Counts counts = count(heldOut, Map.of(label, texts.get(label)), own);
      System.out.printf(Locale.ROOT, "  %-8s %.2f  %s%n", label, own.applyAsDouble(label), counts);
    }
  }

  /** Returns the files of a folder; requires the label of a prompt in at least one name. */
  private static List<Path> labeled(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files = all.toList();
      if (files.stream()
          .noneMatch(file -> PROMPTS.containsKey(label(file.getFileName().toString())))) {
        throw new IllegalArgumentException(
            "no image in "
                + folder
                + " has a label; start the file names with one of "
                + PROMPTS.keySet()
                + ", as in zebra-01.png");
      }
      return files;
    }
  }

  private static String label(String name) {
    return name.replaceFirst("-.*", "");
  }

  private static List<Image> embed(TitanEmbeddingsAsyncClient titan, List<Path> files) {
    Map<String, Image> images = new TreeMap<>();
    BulkEmbedder.of(titan)
        .embed(
            files.stream().map(ModerateByLabels::item),
            outcome -> {
              if (outcome instanceof BulkOutcome.Embedded embedded) {
                Embedding vector = embedded.response().embedding();
                images.put(outcome.key(), new Image(label(outcome.key()), vector));
              } else if (outcome instanceof BulkOutcome.Failed failed) {
                System.err.println(failed.exception().getMessage());
              }
            });
    return List.copyOf(images.values());
  }

  private static BulkItem item(Path file) {
    EmbeddingRequest request =
        EmbeddingRequest.builder().image(ImageInput.of(file)).imageFit(ImageFit.DOWNSCALE).build();
    return BulkItem.of(file.getFileName().toString(), request);
  }

  private static <T> List<T> everySecond(List<T> all, int first) {
    return IntStream.iterate(first, i -> i < all.size(), i -> i + 2).mapToObj(all::get).toList();
  }

  private static List<Scored> imagePairs(List<Image> images) {
    List<Scored> pairs = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      for (Image other : images.subList(i + 1, images.size())) {
        boolean isMatch = images.get(i).label().equals(other.label());
        pairs.add(new Scored(images.get(i).vector().cosine(other.vector()), isMatch));
      }
    }
    return pairs;
  }

  private static List<Scored> scores(List<Image> images, String label, Embedding text) {
    return images.stream()
        .map(image -> new Scored(text.cosine(image.vector()), image.label().equals(label)))
        .toList();
  }

  private static double meanOfMatches(List<Scored> scores) {
    return scores.stream()
        .filter(Scored::isMatch)
        .mapToDouble(Scored::cosine)
        .average()
        .orElse(Double.NaN);
  }

  /**
   * Returns the threshold with the best F1, midway between two cosines; infinity without a match.
   */
  static double threshold(List<Scored> scores) {
    List<Scored> sorted =
        scores.stream().sorted(Comparator.comparingDouble(Scored::cosine).reversed()).toList();
    double best = Double.POSITIVE_INFINITY;
    double bestF1 = 0;
    for (int i = 0; i < sorted.size(); i++) {
      double cosine = sorted.get(i).cosine();
      boolean isLast = i + 1 == sorted.size();
      double next = isLast ? cosine : sorted.get(i + 1).cosine();
      double f1 = count(sorted, cosine).f1();
      if ((isLast || next < cosine) && f1 > bestF1) {
        bestF1 = f1;
        best = (cosine + next) / 2;
      }
    }
    return best;
  }

  private static Counts count(List<Scored> scores, double threshold) {
    long found = scores.stream().filter(s -> s.isMatch() && s.cosine() >= threshold).count();
    long wrong = scores.stream().filter(s -> !s.isMatch() && s.cosine() >= threshold).count();
    return new Counts(found, wrong, scores.stream().filter(Scored::isMatch).count() - found);
  }

  private static Counts count(
      List<Image> images, Map<String, Embedding> texts, ToDoubleFunction<String> thresholds) {
    return texts.entrySet().stream()
        .map(
            text ->
                count(
                    scores(images, text.getKey(), text.getValue()),
                    thresholds.applyAsDouble(text.getKey())))
        .reduce(
            new Counts(0, 0, 0),
            (a, b) ->
                new Counts(a.found() + b.found(), a.wrong() + b.wrong(), a.missed() + b.missed()));
  }
}

// Output:
// mean cosine of a match: 0.99 of two images, 0.72 of a text and an image
// threshold of two images: precision 1.00, recall 0.20
// one threshold:           precision 0.63, recall 0.80
// one per label:           precision 1.00, recall 1.00
//   checkers 0.33  precision 1.00, recall 1.00
//   night    0.59  precision 1.00, recall 1.00
//   sea      0.79  precision 1.00, recall 1.00
//   wall     0.43  precision 1.00, recall 1.00
//   zebra    0.77  precision 1.00, recall 1.00
