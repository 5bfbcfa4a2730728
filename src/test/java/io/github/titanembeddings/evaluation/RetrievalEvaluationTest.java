package io.github.titanembeddings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Order(8)
class RetrievalEvaluationTest {
  private static final int PAIRS = 30;

  @AutoClose private final TitanStub stub = TitanStub.start();

  private static byte[] image(int number) {
    return TestImages.png(10 + number, 10);
  }

  private static CaptionedImage pair(int image, String caption) {
    return new CaptionedImage("image-" + image, ImageInput.of(image(image)), caption);
  }

  private static List<CaptionedImage> pairs() {
    List<CaptionedImage> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      pairs.add(pair(i, "caption " + i));
    }
    return pairs;
  }

  private RetrievalReport run(boolean async, RetrievalEvaluation evaluation) {
    return async
        ? evaluation.run("model", stub.asyncClient())
        : evaluation.run("model", stub.client());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsThePairsThatTheModelKnows(boolean async) {
    for (int i = 0; i < PAIRS; i++) {
      stub.alike("caption " + i, image(i));
    }
    RetrievalReport report = run(async, RetrievalEvaluation.builder().pairs(pairs()).build());

    for (RetrievalScores scores : List.of(report.textToImage(), report.imageToText())) {
      assertThat(scores.get(Metric.RECALL_AT_1)).isEqualTo(new Score(1, 1, 1));
      assertThat(scores.get(Metric.MEDIAN_RANK)).isEqualTo(new Score(1, 1, 1));
      assertThat(scores.queries()).hasSize(PAIRS).allMatch(q -> q.expected().equals(q.found()));
    }
    assertThat(report.failedImages()).isEmpty();
    assertThat(report.failedCaptions()).isEmpty();
    assertThat(report.dimensions()).isEqualTo(1024);
    assertThat(stub.requestCount()).isEqualTo(2 * PAIRS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reportsFailedItemsAndCountsThemAsNotFound(boolean async) {
    for (int i = 0; i < PAIRS; i++) {
      stub.alike("caption " + i, image(i));
    }
    stub.enqueue(1, StubResponse.error(400, "ValidationException", "no such image"));
    List<CaptionedImage> pairs = pairs();
    pairs.add(pair(0, " "));
    RetrievalReport report =
        run(async, RetrievalEvaluation.builder().pairs(pairs).maxInFlight(1).build());

    assertThat(report.failedImages()).containsOnlyKeys("image-0");
    assertThat(report.failedImages().get("image-0")).isInstanceOf(ServiceException.class);
    assertThat(report.failedCaptions()).containsOnlyKeys(" ");
    assertThat(report.textToImage().candidates()).isEqualTo(PAIRS - 1);
    assertThat(report.textToImage().get(Metric.RECALL_AT_10).value())
        .isEqualTo((PAIRS - 1) / (PAIRS + 1.0));
    assertThat(report.imageToText().get(Metric.RECALL_AT_1).value())
        .isEqualTo((PAIRS - 1.0) / PAIRS);
    assertThat(report.textToImage().worst(2)).allMatch(query -> query.rank() == 0);
    assertThat(report.toText())
        .contains("2 items of model failed", "not found: caption 0")
        .containsPattern("image image-0: .*no such image");
  }

  @Test
  void failsAboveTheFailureLimit() {
    stub.enqueue(100, StubResponse.error(403, "AccessDeniedException", "no access"));
    RetrievalEvaluation evaluation =
        RetrievalEvaluation.builder().pairs(pairs()).failureLimit(5).maxInFlight(1).build();

    assertThatIllegalStateException()
        .isThrownBy(() -> evaluation.run("model", stub.client()))
        .withMessageContaining("6 items failed, more than the limit of 5")
        .withCauseInstanceOf(ServiceException.class);
    assertThat(stub.requestCount()).isLessThan(10);
  }

  /** Any model: texts take the place of images, and queries that of captions. */
  @ParameterizedTest
  @CsvSource({
    "false, MULTIMODAL_G1, 1024",
    "true, MULTIMODAL_G1, 1024",
    "false, TEXT_V2, 1024",
    "true, TEXT_V2, 1024",
    "true, TEXT_V1, 1536"
  })
  void findsTextsByQueries(boolean async, ModelFamily family, int dimensions) {
    RetrievalEvaluation.Builder builder = RetrievalEvaluation.builder();
    for (int i = 0; i < PAIRS; i++) {
      stub.alike("query " + i, "text " + i);
      builder.pair(new TextPair("query " + i, "text " + i));
    }
    builder.pair(new TextPair("query 0", "text of no query")).pair(new TextPair(" ", "text 1"));
    RetrievalEvaluation evaluation = builder.build();
    ModelId model = ModelId.onDemand(family);
    RetrievalReport report =
        async
            ? evaluation.run("model", stub.asyncClient().withModel(model))
            : evaluation.run("model", stub.client().withModel(model));

    assertThat(evaluation).hasToString("RetrievalEvaluation[31 texts, 31 queries]");
    assertThat(report.dimensions()).isEqualTo(dimensions);
    assertThat(report.textToImage().get(Metric.RECALL_AT_1).value()).isEqualTo(PAIRS / 31.0);
    assertThat(report.textToImage().candidates()).isEqualTo(PAIRS + 1);
    assertThat(report.imageToText().get(Metric.RECALL_AT_5).low()).isLessThanOrEqualTo(1);
    assertThat(report.failedImages()).isEmpty();
    assertThat(report.failedCaptions()).containsOnlyKeys(" ");
    assertThat(report.toText())
        .contains("query to text, 31 queries among 31", "text to query, 31 queries among 30")
        .contains("  query  not found:  ", "  text   rank 1: ", "  query : ")
        .doesNotContain("to image", "  image", "caption");
    assertThat(report.toString()).contains(" by query, ", " by text, 1 failures");
    assertThat(new RetrievalComparison(report, report).toText())
        .contains("query to text, 31 queries among 31", "text to query, 31 queries among 30");
    assertThat(stub.requests())
        .hasSize(2 * PAIRS + 1)
        .allMatch(request -> request.modelId().equals(model.value()));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MULTIMODAL_G1")
  void rejectsImagesForATextModelBeforeAnyCall(ModelFamily family) {
    RetrievalEvaluation evaluation = RetrievalEvaluation.builder().pairs(pairs()).build();
    ModelId model = ModelId.onDemand(family);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> evaluation.run("model", stub.client().withModel(model)));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> evaluation.run("model", stub.asyncClient().withModel(model)))
        .withMessageContaining("a request for Titan Multimodal Embeddings G1");
    assertThat(stub.requestCount()).isZero();
  }

  @Test
  void aFunctionEmbedsTexts() {
    RetrievalEvaluation evaluation =
        RetrievalEvaluation.builder().pair(new TextPair("a", "b")).build();
    RetrievalReport report =
        evaluation.run(
            "model",
            request -> {
              float length = request.text().orElseThrow().length();
              return CompletableFuture.completedFuture(Embedding.of(length, 1));
            });

    assertThat(report.ofTexts()).isTrue();
    assertThat(report.textToImage().queries()).containsExactly(new RankedQuery("a", "b", "b", 1));
  }

  @Test
  void rejectsPairsOfBothKinds() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                RetrievalEvaluation.builder()
                    .pair(pair(0, "a"))
                    .pair(new TextPair("a", "b"))
                    .build())
        .withMessage("pairs with images and pairs with texts; evaluate them separately");
    assertThat(new TextPair("query", "x".repeat(41))).hasToString("query: " + "x".repeat(40) + "…");
  }

  @Test
  void interruptionCancelsPendingCalls() {
    CompletableFuture<Embedding> never = new CompletableFuture<>();
    RetrievalEvaluation evaluation = RetrievalEvaluation.builder().pairs(pairs()).build();

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> evaluation.run("model", request -> never))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
    RetrievalEvaluation stopped =
        RetrievalEvaluation.builder().pairs(pairs()).maxInFlight(1).build();
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(
            () ->
                stopped.run(
                    "model",
                    request -> {
                      Thread.currentThread().interrupt();
                      return never;
                    }));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(never).isCancelled();
  }

  @Test
  void acceptsAllPartnersOfSharedCaptionsAndImages() {
    Map<String, Embedding> vectors =
        Map.of("shoe", Embedding.of(1, 0), "boot", Embedding.of(0, 1), "hat", Embedding.of(1, 1));
    RetrievalReport report =
        RetrievalEvaluation.builder()
            .pair(pair(0, "shoe"))
            .pair(pair(1, "shoe"))
            .pair(pair(1, "boot"))
            .pair(pair(2, "hat"))
            .build()
            .run(
                "own",
                request ->
                    CompletableFuture.completedFuture(
                        request
                            .text()
                            .map(vectors::get)
                            .orElseGet(
                                () ->
                                    List.of(
                                            Embedding.of(0, 1),
                                            Embedding.of(1, 0.1f),
                                            Embedding.of(1, 0.9f))
                                        .get(request.image().orElseThrow().probe().width() - 10))));

    assertThat(report.textToImage().queries())
        .extracting(RankedQuery::query, RankedQuery::rank)
        .containsExactly(tuple("shoe", 1), tuple("boot", 3), tuple("hat", 1));
    assertThat(report.imageToText().queries())
        .extracting(RankedQuery::rank)
        .containsExactly(3, 1, 1);
  }

  @Test
  void modelThatMapsAllToOnePointFindsNothing() {
    RetrievalReport report =
        RetrievalEvaluation.builder()
            .pairs(pairs())
            .build()
            .run("flat", request -> CompletableFuture.completedFuture(Embedding.of(1, 1)));

    assertThat(report.textToImage().get(Metric.RECALL_AT_10).value()).isZero();
    assertThat(report.textToImage().get(Metric.MEDIAN_RANK).value()).isEqualTo(PAIRS);
  }

  @Test
  void rejectsVectorsOfDifferentLengths() {
    RetrievalEvaluation evaluation = RetrievalEvaluation.builder().pairs(pairs()).build();

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                evaluation.run(
                    "mixed",
                    request ->
                        CompletableFuture.completedFuture(
                            Embedding.of(new float[request.text().isPresent() ? 2 : 3]))))
        .withMessage("image vectors have 3 dimensions, caption vectors 2");
  }

  @Test
  void drawsQueriesBySeedAndComparesReports() {
    RetrievalEvaluation.Builder builder =
        RetrievalEvaluation.builder().pairs(pairs()).maxQueries(7).seed(5);
    RetrievalReport before = builder.build().run("base", stub.client());
    for (int i = 0; i < PAIRS; i++) {
      stub.alike("caption " + i, image(i));
    }
    RetrievalReport after = builder.build().run("tuned", stub.client());
    RetrievalComparison comparison = new RetrievalComparison(before, after);

    assertThat(before.textToImage().queries()).hasSize(7);
    assertThat(before.textToImage().candidates()).isEqualTo(PAIRS);
    assertThat(comparison.textToImage(Metric.RECALL_AT_1).value()).isGreaterThan(0.5);
    assertThat(comparison.imageToText(Metric.MEDIAN_RANK).high()).isNegative();
    assertThat(comparison.toText())
        .contains("base", "tuned", "change", "text to image, 7 queries among 30")
        .contains("recall@1       0.", "1.000 [1.000, 1.000]", "worst queries of tuned");
    RetrievalReport others = builder.seed(6).build().run("other", stub.client());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetrievalComparison(before, others))
        .withMessageContaining("same seed");
  }

  @Test
  void builderRejectsInvalidSettings() {
    RetrievalEvaluation.Builder builder = RetrievalEvaluation.builder();

    assertThatIllegalStateException().isThrownBy(builder::build);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxQueries(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxInFlight(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.failureLimit(-1));
    builder.failureLimit(0).maxQueries(1).maxInFlight(1);
    assertThat(builder.pairs(pairs()).build().toString()).contains("30 images, 30 captions");
  }

  @Test
  void valuesAreEqualByContent() {
    EqualsVerifier.forClass(CaptionedImage.class)
        .withNonnullFields("key", "image", "caption")
        .verify();
    EqualsVerifier.forClass(Score.class).verify();
    EqualsVerifier.forClass(RankedQuery.class).suppress(Warning.NULL_FIELDS).verify();
    EqualsVerifier.forClasses(RetrievalScores.class, RetrievalReport.class)
        .suppress(Warning.NULL_FIELDS)
        .verify();
    assertThat(pair(1, "a".repeat(100)).toString()).hasSizeLessThan(60);
  }
}
