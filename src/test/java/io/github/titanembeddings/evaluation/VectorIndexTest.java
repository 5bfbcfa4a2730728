package io.github.titanembeddings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.catalog.VisibleFeatures;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.Int8Embedding;
import io.github.titanembeddings.model.Quantizer;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.TitanStub;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index is measured on the same pairs as the model, and loses what it does not find. */
class VectorIndexTest {
  private static final int PAIRS = 150;

  /** Groups whose name says nothing about their looks. */
  private static final Map<String, String> WORDS =
      Map.of(
          "apple",
          "red apple",
          "orange",
          "round orange",
          "ball",
          "blue ball",
          "flower",
          "purple flower",
          "checkers",
          "black and white squares",
          "wall",
          "brick");

  /** Unit vectors around a circle: image i is nearest to caption i, then to its neighbors. */
  private static Embedding onCircle(int number) {
    double angle = 2 * Math.PI * number / PAIRS;
    return Embedding.of((float) Math.cos(angle), (float) Math.sin(angle), 0);
  }

  private static CompletableFuture<Embedding> embed(EmbeddingRequest request) {
    return CompletableFuture.completedFuture(
        onCircle(
            request
                .text()
                .map(Integer::parseInt)
                .orElseGet(() -> request.image().orElseThrow().probe().width() - 1)));
  }

  private static RetrievalEvaluation evaluation() {
    RetrievalEvaluation.Builder builder = RetrievalEvaluation.builder();
    for (int i = 0; i < PAIRS; i++) {
      ImageInput image = ImageInput.of(TestImages.png(i + 1, 1));
      builder.pair(new CaptionedImage("image-" + i, image, "" + i));
    }
    return builder.build();
  }

  /** Ranks vectors by a score, the highest first. */
  private static List<VectorIndex.Hit> sorted(int size, int count, IntToDoubleFunction score) {
    return IntStream.range(0, size)
        .mapToObj(i -> new VectorIndex.Hit(i, score.applyAsDouble(i)))
        .sorted(Comparator.comparingDouble(VectorIndex.Hit::score).reversed())
        .limit(count)
        .toList();
  }

  private static VectorIndex exact(List<Embedding> vectors) {
    return (query, count) -> sorted(vectors.size(), count, i -> query.cosine(vectors.get(i)));
  }

  private static RetrievalReport run(Function<List<Embedding>, VectorIndex> index) {
    return evaluation().run("index", VectorIndexTest::embed, index);
  }

  @Test
  void anExactIndexLosesNothing() {
    RetrievalReport exact = evaluation().run("exact", VectorIndexTest::embed);
    RetrievalReport indexed = run(VectorIndexTest::exact);

    assertThat(indexed.textToImage().queries()).isEqualTo(exact.textToImage().queries());
    assertThat(indexed.imageToText().scores()).isEqualTo(exact.imageToText().scores());
    assertThat(indexed.dimensions()).isEqualTo(3);
  }

  @Test
  void ranksByTheIndexesScore() {
    RetrievalReport report =
        run(
            vectors ->
                (query, count) -> {
                  assertThat(query.norm()).isEqualTo(1, within(1e-6));
                  List<VectorIndex.Hit> hits = new ArrayList<>(exact(vectors).nearest(query, 9));
                  VectorIndex.Hit best = hits.remove(0);
                  hits.add(2, new VectorIndex.Hit(best.position(), hits.get(1).score() - 1e-9));
                  return hits;
                });

    assertThat(report.textToImage().queries()).allMatch(query -> query.rank() == 3);
    assertThat(report.textToImage().get(Metric.MRR).value()).isEqualTo(1 / 3.0, within(1e-9));
  }

  @Test
  void anAnswerBeyondTheCountIsNotFound() {
    List<Integer> counts = new ArrayList<>();
    RetrievalReport report =
        run(
            vectors ->
                (query, count) -> {
                  counts.add(count);
                  List<VectorIndex.Hit> all = new ArrayList<>(exact(vectors).nearest(query, PAIRS));
                  all.add(count, all.remove(0)); // just beyond
                  return all;
                });

    assertThat(counts).hasSize(2 * PAIRS).containsOnly(100);
    assertThat(report.textToImage().queries()).allMatch(query -> query.rank() == 0);
    assertThat(report.textToImage().queries().get(7).toString()).startsWith("not found: 7 -> ");
    assertThat(report.textToImage().get(Metric.MEDIAN_RANK).value()).isInfinite();
  }

  @Test
  void anIndexThatReturnsNothingFindsNothing() {
    RetrievalReport report = run(vectors -> (query, count) -> List.of());

    assertThat(report.imageToText().get(Metric.RECALL_AT_10).value()).isZero();
    assertThat(report.imageToText().queries()).allMatch(query -> query.found().isEmpty());
  }

  @Test
  void wrongAnswersWithTheSameScoreRankBeforeTheCorrectOne() {
    Function<List<Embedding>, VectorIndex> same = vectors -> (query, count) -> sorted(5, 5, i -> 1);
    RetrievalReport report = run(same);

    assertThat(report.textToImage().queries().get(0).rank()).isEqualTo(5);
    assertThat(report.textToImage().queries().get(0).found()).isEqualTo("image-1");
    assertThat(report.textToImage().queries().get(4).rank()).isEqualTo(5);
    assertThat(report.textToImage().queries().get(5).rank()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, PAIRS})
  void rejectsAPositionThatDoesNotExist(int position) {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> run(vectors -> (query, count) -> List.of(new VectorIndex.Hit(position, 1))))
        .withMessage("the index returned position " + position + " of 150 vectors");
  }

  @Test
  void rejectsAScoreThatIsNotANumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(vectors -> (query, count) -> sorted(1, 1, i -> Double.NaN)))
        .withMessage("the score of position 0 is NaN");
  }

  @Test
  void throwsTheIndexesExceptionsUnchanged() {
    RuntimeException down = new UncheckedIOException(new IOException("database is down"));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                run(
                    vectors ->
                        (query, count) -> {
                          throw down;
                        }))
        .isSameAs(down);
  }

  @Test
  void indexesOnlyWhatWasEmbedded() {
    RetrievalReport report =
        evaluation()
            .run(
                "partly",
                request ->
                    request.text().filter("3"::equals).isPresent()
                        ? CompletableFuture.failedFuture(new IllegalStateException("no vector"))
                        : embed(request),
                VectorIndexTest::exact);

    assertThat(report.failedCaptions()).containsOnlyKeys("3");
    assertThat(report.imageToText().candidates()).isEqualTo(PAIRS - 1);
    assertThat(report.imageToText().queries())
        .filteredOn(query -> query.rank() != 1)
        .singleElement()
        .satisfies(query -> assertThat(query.query()).isEqualTo("image-3"));
  }

  /** Recall of the quantized vectors of drawn images, against exact search in full precision. */
  @Test
  void quantizationLosesLittleRecallOnImagesThatAreDrawn() throws IOException {
    RetrievalEvaluation.Builder builder = RetrievalEvaluation.builder();
    for (String group : DrawnCatalog.groups()) {
      for (int number = 1; number <= 6; number++) {
        ImageInput image = ImageInput.of(png(DrawnCatalog.image(group, number, 470)));
        builder.pair(
            new CaptionedImage(
                group + number, image, WORDS.getOrDefault(group, group) + " picture"));
      }
    }
    RetrievalEvaluation evaluation = builder.build();
    Map<EmbeddingRequest, CompletableFuture<Embedding>> known = new ConcurrentHashMap<>();
    try (TitanStub stub = TitanStub.start().vectors(new VisibleFeatures())) {
      Function<EmbeddingRequest, CompletableFuture<Embedding>> once =
          request ->
              known.computeIfAbsent(
                  request, r -> stub.asyncClient().embed(r).thenApply(e -> e.embedding()));
      RetrievalReport exact = evaluation.run("float", once);
      List<Embedding> sample = known.values().stream().map(CompletableFuture::join).toList();
      Quantizer quantizer = Quantizer.calibrate(sample);

      RetrievalReport int8 = evaluation.run("int8", once, v -> int8(quantizer, v));
      RetrievalReport binary = evaluation.run("binary", once, v -> binary(quantizer, v));
      RetrievalReport rescored = evaluation.run("rescored", once, v -> rescored(quantizer, v));

      assertThat(stub.requestCount()).isEqualTo(78 + 13);
      assertThat(changes(exact, int8)).allMatch(change -> Math.abs(change) <= 0.02);
      assertThat(changes(exact, rescored)).allMatch(change -> Math.abs(change) <= 0.02);
      assertThat(changes(exact, binary)).allMatch(change -> change < -0.1);
    }
  }

  private static List<Double> changes(RetrievalReport before, RetrievalReport after) {
    RetrievalComparison comparison = new RetrievalComparison(before, after);
    return List.of(
        comparison.textToImage(Metric.RECALL_AT_1).value(),
        comparison.imageToText(Metric.RECALL_AT_1).value());
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static VectorIndex int8(Quantizer quantizer, List<Embedding> vectors) {
    List<Int8Embedding> stored = vectors.stream().map(quantizer::int8).toList();
    return (query, count) -> sorted(stored.size(), count, i -> stored.get(i).cosine(query));
  }

  private static VectorIndex binary(Quantizer quantizer, List<Embedding> vectors) {
    List<BinaryEmbedding> stored = vectors.stream().map(quantizer::binary).toList();
    return (query, count) -> {
      BinaryEmbedding bits = quantizer.binary(query);
      return sorted(stored.size(), count, i -> -bits.hamming(stored.get(i)));
    };
  }

  /** Finds 40 candidates by Hamming distance and ranks them by the int8 cosine. */
  private static VectorIndex rescored(Quantizer quantizer, List<Embedding> vectors) {
    List<Int8Embedding> stored = vectors.stream().map(quantizer::int8).toList();
    VectorIndex binary = binary(quantizer, vectors);
    return (query, count) ->
        binary.nearest(query, 40).stream()
            .map(
                hit ->
                    new VectorIndex.Hit(hit.position(), stored.get(hit.position()).cosine(query)))
            .sorted(Comparator.comparingDouble(VectorIndex.Hit::score).reversed())
            .toList();
  }
}
