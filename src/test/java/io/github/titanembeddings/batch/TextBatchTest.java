package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import io.github.titanembeddings.validation.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batch jobs of text models. */
class TextBatchTest {
  private static final ModelId V2 = ModelId.onDemand(ModelFamily.TEXT_V2);

  @TempDir private Path folder;

  private static List<BulkItem> items(int n, EmbeddingType type) {
    return IntStream.rangeClosed(1, n)
        .mapToObj(
            i ->
                BulkItem.of(
                    "key " + i,
                    TextEmbeddingRequest.builder().text("shoe " + i).embeddingTypes(type).build()))
        .toList();
  }

  @Test
  void embedsTextsWithV2AndResumes() {
    try (BatchEnvironment env = new BatchEnvironment(folder, V2)) {
      env.stub.batch().rewriteOutput((file, lines) -> lines.sorted(Comparator.reverseOrder()));
      List<BulkOutcome> outcomes = new ArrayList<>();
      BatchSummary summary =
          env.builder().build().embed(items(23, EmbeddingType.BINARY), outcomes::add);

      assertThat(summary).isEqualTo(new BatchSummary(2, 23, 0, 0));
      for (BulkOutcome outcome : outcomes) {
        BulkOutcome.Embedded embedded = BatchEnvironment.embedded(outcome);
        assertThat(embedded.response().embedding().length()).isEqualTo(256);
        assertThat(embedded.response().modelId()).hasValue(V2);
        assertThat(embedded.response().binaryEmbedding())
            .hasValue(BinaryEmbedding.signs(embedded.response().embedding()));
      }
      assertThat(BatchEnvironment.embedded(outcomes.get(6)).response().embedding())
          .isEqualTo(
              env.stub
                  .client()
                  .withModel(V2)
                  .embedText(r -> r.text("shoe 7").dimensions(256))
                  .embedding());
      env.restart();
      assertThat(env.journal.outcomes()).containsExactlyInAnyOrderElementsOf(outcomes);
      assertThat(env.builder().build().embed(items(23, EmbeddingType.BINARY), outcome -> {}))
          .isEqualTo(new BatchSummary(0, 23, 0, 0));
    }
  }

  @Test
  void padsTooFewTexts() {
    try (BatchEnvironment env = new BatchEnvironment(folder, V2)) {
      assertThat(env.builder().padTooFew().build().embed(items(2, EmbeddingType.FLOAT), o -> {}))
          .isEqualTo(new BatchSummary(1, 2, 0, 0));
    }
  }

  @Test
  void failsRequestsForAnotherModelAlone() {
    try (BatchEnvironment env = new BatchEnvironment(folder, V2)) {
      List<BulkItem> items = new ArrayList<>(items(5, EmbeddingType.FLOAT));
      items.add(BulkItem.of("multimodal", EmbeddingRequest.ofText("a")));
      items.add(
          BulkItem.of("v1", TextEmbeddingRequest.builder(ModelFamily.TEXT_V1).text("a").build()));
      List<BulkOutcome> failed = new ArrayList<>();

      BatchSummary summary =
          env.builder()
              .build()
              .embed(
                  items,
                  outcome -> {
                    if (outcome instanceof BulkOutcome.Failed) {
                      failed.add(outcome);
                    }
                  });

      assertThat(summary).isEqualTo(new BatchSummary(1, 5, 2, 0));
      assertThat(failed).extracting(BulkOutcome::key).containsExactly("multimodal", "v1");
      assertThat(failed)
          .allSatisfy(
              outcome ->
                  assertThat(((BulkOutcome.Failed) outcome).exception())
                      .isInstanceOf(InvalidRequestException.class)
                      .hasMessageContaining("model.other-payload"));
    }
  }

  @Test
  void failsRecordsWithoutTheBitsThatTheyAskFor() {
    try (BatchEnvironment env = new BatchEnvironment(folder, V2)) {
      env.stub
          .batch()
          .rewriteOutput(
              (file, lines) ->
                  lines.map(line -> line.replaceFirst("\"binary\":\\[[01,]+]", "\"int8\":[]")));
      List<BulkItem> items = new ArrayList<>(items(5, EmbeddingType.BINARY));
      items.add(BulkItem.of("floats", TextEmbeddingRequest.of("shoe")));
      List<BulkOutcome> outcomes = new ArrayList<>();

      assertThat(env.builder().build().embed(items, outcomes::add))
          .isEqualTo(new BatchSummary(1, 1, 5, 0));
      assertThat(((BulkOutcome.Failed) outcomes.get(0)).exception())
          .hasMessageContaining("expected 256 bits, got none");
    }
  }

  @Test
  void failsRecordsWithVectorsOfAnotherModel() {
    try (BatchEnvironment env = new BatchEnvironment(folder, V2)) {
      env.stub
          .batch()
          .rewriteOutput(
              (file, lines) ->
                  lines.map(
                      line -> line.replaceFirst("\"embedding\":\\[[^,]+,", "\"embedding\":[")));
      List<BulkOutcome> outcomes = new ArrayList<>();

      assertThat(env.builder().build().embed(items(5, EmbeddingType.FLOAT), outcomes::add))
          .isEqualTo(new BatchSummary(1, 0, 5, 0));
      assertThat(((BulkOutcome.Failed) outcomes.get(0)).exception())
          .hasMessageContaining("expected 256 floats, got 255");
    }
  }

  @Test
  void rejectsV1() {
    try (BatchEnvironment env =
        new BatchEnvironment(folder, ModelId.onDemand(ModelFamily.TEXT_V1))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> env.builder().build())
          .withMessageContaining("except Text Embeddings V1");
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () ->
                  BatchRecordWriter.builder(env.store, BatchEnvironment.FOLDER, env.journal)
                      .build())
          .satisfies(
              e ->
                  assertThat(e.violations())
                      .extracting(Violation::code)
                      .containsExactly("batch-model.invalid"));
    }
  }

  @Test
  void plansAndEstimatesTexts() {
    List<BulkItem> items = items(120, EmbeddingType.FLOAT);
    BatchPlan plan = BatchPlan.of(items, ModelFamily.TEXT_V2.limits(), 512);

    assertThat(plan.jobs()).hasSize(1);
    assertThat(plan.estimate()).isEqualTo(Estimate.of(items));
    assertThat(plan.estimate().texts()).isEqualTo(120);
    assertThat(plan.estimate().images()).isZero();
    assertThat(plan.estimate().estimatedTokens()).isBetween(120L, 360L);
  }
}
