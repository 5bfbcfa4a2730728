import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.evaluation.CaptionedImage;
import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalEvaluation;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.evaluation.VectorIndex;
import io.github.titanembeddings.evaluation.VectorIndex.Hit;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.Int8Embedding;
import io.github.titanembeddings.model.Quantizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Quantizes vectors to int8 and to bits, and measures how much recall a search over them loses. */
public final class QuantizeVectors {
  private static final int CANDIDATES = 40;

  /** Captions of the groups of images, whose files are named after them. */
  private static final Map<String, String> CAPTIONS =
      Map.of(
          "apple", "red apple",
          "ball", "blue ball",
          "checkers", "black and white squares",
          "flower", "purple flower",
          "orange", "round orange",
          "wall", "wall of bricks");

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    RetrievalEvaluation.Builder pairs = RetrievalEvaluation.builder();
    try (Stream<Path> files = Files.list(folder).sorted()) {
      files.forEach(file -> pairs.pair(pair(file)));
    }
    RetrievalEvaluation evaluation = pairs.build();
    Map<EmbeddingRequest, CompletableFuture<Embedding>> embedded = new ConcurrentHashMap<>();
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      Function<EmbeddingRequest, CompletableFuture<Embedding>> once =
          request ->
              embedded.computeIfAbsent(
                  request, r -> titan.embed(r).thenApply(EmbeddingResponse::embedding));
      RetrievalReport exact = evaluation.run("float", once);
      exact.failedImages().values().forEach(failure -> System.err.println(failure.getMessage()));

      List<Embedding> sample =
          embedded.values().stream()
              .filter(call -> !call.isCompletedExceptionally())
              .map(CompletableFuture::join)
              .toList();
      Quantizer quantizer = Quantizer.calibrate(sample);
      Embedding first = sample.get(0);
      System.out.printf(
          "bytes per vector: %d float, %d int8, %d binary%n",
          first.toBytes().length,
          quantizer.int8(first).toBytes().length,
          quantizer.binary(first).toBytes().length);

      print(exact, exact);
      print(exact, evaluation.run("int8", once, v -> int8(quantizer, v)));
      print(exact, evaluation.run("binary", once, v -> binary(quantizer, v)));
      print(exact, evaluation.run("binary, rescored", once, v -> rescored(quantizer, v)));
    }
  }

  private static CaptionedImage pair(Path file) {
    String name = file.getFileName().toString();
    String group = name.replaceFirst("-.*", "");
    return new CaptionedImage(name, ImageInput.of(file), CAPTIONS.getOrDefault(group, group));
  }

  private static void print(RetrievalReport exact, RetrievalReport report) {
    RetrievalComparison comparison = new RetrievalComparison(exact, report);
    System.out.printf(
        Locale.ROOT,
        "%-16s recall@1 by text %.2f (%+.2f), by image %.2f (%+.2f)%n",
        report.name(),
        report.textToImage().get(Metric.RECALL_AT_1).value(),
        comparison.textToImage(Metric.RECALL_AT_1).value(),
        report.imageToText().get(Metric.RECALL_AT_1).value(),
        comparison.imageToText(Metric.RECALL_AT_1).value());
  }

  private static VectorIndex int8(Quantizer quantizer, List<Embedding> vectors) {
    List<Int8Embedding> stored = vectors.stream().map(quantizer::int8).toList();
    return (query, count) ->
        nearest(IntStream.range(0, stored.size()), i -> stored.get(i).cosine(query), count);
  }

  private static VectorIndex binary(Quantizer quantizer, List<Embedding> vectors) {
    List<BinaryEmbedding> stored = vectors.stream().map(quantizer::binary).toList();
    return (query, count) -> {
      BinaryEmbedding bits = quantizer.binary(query);
      return nearest(IntStream.range(0, stored.size()), i -> -bits.hamming(stored.get(i)), count);
    };
  }

  /** Finds candidates by their bits, which fit into memory, and ranks them by their bytes. */
  private static VectorIndex rescored(Quantizer quantizer, List<Embedding> vectors) {
    VectorIndex binary = binary(quantizer, vectors);
    List<Int8Embedding> stored = vectors.stream().map(quantizer::int8).toList();
    return (query, count) ->
        nearest(
            binary.nearest(query, CANDIDATES).stream().mapToInt(Hit::position),
            i -> stored.get(i).cosine(query),
            count);
  }

  private static List<Hit> nearest(IntStream positions, IntToDoubleFunction score, int count) {
    return positions
        .mapToObj(i -> new Hit(i, score.applyAsDouble(i)))
        .sorted(Comparator.comparingDouble(Hit::score).reversed())
        .limit(count)
        .toList();
  }
}

// Output:
// bytes per vector: 4096 float, 1024 int8, 128 binary
// float            recall@1 by text 1.00 (+0.00), by image 0.90 (+0.00)
// int8             recall@1 by text 1.00 (+0.00), by image 0.90 (+0.00)
// binary           recall@1 by text 0.62 (-0.38), by image 0.68 (-0.22)
// binary, rescored recall@1 by text 1.00 (+0.00), by image 0.90 (+0.00)
