import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.Embedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import support.Calibration;
import support.Calibration.Counts;
import support.Calibration.Pair;
import support.FolderEmbedder;

/**
 * Labels images without training: an image has a label if its vector is close to the vector of a
 * text that describes the label. The thresholds are calibrated on labeled images.
 *
 * <p>The vectors of texts and of images form separate clusters (the modality gap): an image is
 * closer to similar images than to the text that describes it, and each text has its own range of
 * cosines. So a threshold calibrated on pairs of images fails, and so does a single threshold for
 * all labels.
 *
 * <p>Copy {@code FolderEmbedder} and {@code Calibration} of the folder {@code support} with this
 * file.
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

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    List<Path> files = labeled(folder); // before an image is billed
    List<Image> images;
    Map<String, Embedding> texts = new TreeMap<>();
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      images =
          FolderEmbedder.embed(titan, files).entrySet().stream()
              .map(image -> new Image(label(image.getKey()), image.getValue()))
              .toList();
      PROMPTS.forEach(
          (label, prompt) -> texts.put(label, titan.embed(r -> r.text(prompt)).join().embedding()));
    }
    List<Image> calibration = Calibration.half(images, 0);
    List<Image> heldOut = Calibration.half(images, 1);

    List<Pair> imagePairs = imagePairs(calibration);
    List<Pair> all = new ArrayList<>();
    texts.forEach((label, text) -> all.addAll(pairs(calibration, label, text)));
    System.out.printf(
        Locale.ROOT,
        "mean cosine of a match: %.2f of two images, %.2f of a text and an image%n",
        meanOfMatches(imagePairs),
        meanOfMatches(all));

    double ofImages = threshold(imagePairs);
    double common = threshold(all);
    ToDoubleFunction<String> own = label -> threshold(pairs(calibration, label, texts.get(label)));
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
    List<Path> files = FolderEmbedder.files(folder);
    if (files.stream().noneMatch(f -> PROMPTS.containsKey(label(f.getFileName().toString())))) {
      throw new IllegalArgumentException(
          "no image in "
              + folder
              + " has a label; start the file names with one of "
              + PROMPTS.keySet()
              + ", as in zebra-01.png");
    }
    return files;
  }

  private static String label(String name) {
    return name.replaceFirst("-.*", "");
  }

  private static List<Pair> imagePairs(List<Image> images) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      for (Image other : images.subList(i + 1, images.size())) {
        boolean isMatch = images.get(i).label().equals(other.label());
        pairs.add(new Pair(images.get(i).vector().cosine(other.vector()), isMatch));
      }
    }
    return pairs;
  }

  private static List<Pair> pairs(List<Image> images, String label, Embedding text) {
    return images.stream()
        .map(image -> new Pair(text.cosine(image.vector()), image.label().equals(label)))
        .toList();
  }

  private static double meanOfMatches(List<Pair> pairs) {
    return pairs.stream()
        .filter(Pair::isMatch)
        .mapToDouble(Pair::cosine)
        .average()
        .orElse(Double.NaN);
  }

  /** Returns the threshold with the best balance of precision and recall. */
  static double threshold(List<Pair> pairs) {
    return Calibration.threshold(pairs, Counts::f1);
  }

  private static Counts count(
      List<Image> images, Map<String, Embedding> texts, ToDoubleFunction<String> thresholds) {
    Counts counts = new Counts(0, 0, 0);
    for (Map.Entry<String, Embedding> text : texts.entrySet()) {
      List<Pair> pairs = pairs(images, text.getKey(), text.getValue());
      counts = counts.plus(Counts.of(pairs, thresholds.applyAsDouble(text.getKey())));
    }
    return counts;
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
