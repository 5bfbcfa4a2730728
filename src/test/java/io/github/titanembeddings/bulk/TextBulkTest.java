package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.journal.JournalSamples;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.TextSegment;
import io.github.titanembeddings.model.TextSplitter;
import io.github.titanembeddings.testing.TitanStub;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bulk runs and journals of text models. */
class TextBulkTest {
  private static final ModelId V2 = ModelId.onDemand(ModelFamily.TEXT_V2);
  private static final String ARN =
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456";

  @AutoClose private final TitanStub stub = TitanStub.start();
  private final TitanEmbeddingsAsyncClient texts = stub.asyncClient().withModel(V2);

  @TempDir private Path folder;

  private static BulkItem item(String key, String text, boolean binary) {
    TextEmbeddingRequest.Builder request = TextEmbeddingRequest.builder().text(text);
    if (binary) {
      request.embeddingTypes(EmbeddingType.BINARY, EmbeddingType.FLOAT);
    }
    return BulkItem.of(key, request.dimensions(256).build());
  }

  private Map<String, BulkOutcome> run(Journal journal, BulkItem... items) {
    Map<String, BulkOutcome> outcomes = new TreeMap<>();
    BulkOptions options = BulkOptions.builder().journal(journal).build();
    BulkEmbedder.of(texts, options)
        .embed(List.of(items), outcome -> outcomes.put(outcome.key(), outcome));
    return outcomes;
  }

  private static EmbeddingResponse response(Map<String, BulkOutcome> outcomes, String key) {
    BulkOutcome outcome = Objects.requireNonNull(outcomes.get(key));
    return ((BulkOutcome.Embedded) outcome).response();
  }

  @Test
  void aJournalKeepsTheBits() {
    Path file = folder.resolve("texts.journal");
    Map<String, BulkOutcome> first;
    try (Journal journal = Journal.open(file, V2)) {
      first =
          run(
              journal,
              item("bits", "shoe", true),
              item("same", "shoe", true),
              item("floats", "shoe", false));
    }
    assertThat(stub.requestCount()).isEqualTo(2);
    EmbeddingResponse bits = response(first, "bits");
    assertThat(bits.binaryEmbedding()).hasValue(BinaryEmbedding.signs(bits.embedding()));
    assertThat(response(first, "same").binaryEmbedding()).isEqualTo(bits.binaryEmbedding());
    assertThat(response(first, "floats").binaryEmbedding()).isEmpty();

    try (Journal journal = Journal.open(file, V2)) {
      Map<String, BulkOutcome> second =
          run(journal, item("bits", "shoe", true), item("floats", "shoe", false));
      assertThat(stub.requestCount()).isEqualTo(2);
      assertThat(response(second, "bits").binaryEmbedding()).isEqualTo(bits.binaryEmbedding());
      assertThat(response(second, "bits").modelId()).hasValue(V2);
    }
    Journal.Repair repair = Journal.repair(file);
    assertThat(repair.kept()).isEqualTo(3);
    try (Journal journal = Journal.open(file, V2)) {
      assertThat(journal.outcome("bits"))
          .hasValueSatisfying(
              outcome ->
                  assertThat(response(Map.of("bits", outcome), "bits").binaryEmbedding())
                      .isEqualTo(bits.binaryEmbedding()));
    }
  }

  /** Another setting is another content; the same one is not resent. */
  @Test
  void embedsAgainIfSettingsDiffer() {
    try (Journal journal = Journal.open(folder.resolve("texts.journal"), V2)) {
      TextEmbeddingRequest raw =
          TextEmbeddingRequest.builder().text("a").normalize(false).dimensions(256).build();
      run(journal, item("a", "a", false), BulkItem.of("raw", raw), item("bits", "a", true));
      assertThat(stub.requestCount()).isEqualTo(3);
      TextEmbeddingRequest explicit =
          TextEmbeddingRequest.builder().text("a").normalize(true).dimensions(256).build();
      run(journal, BulkItem.of("a", explicit));
      assertThat(stub.requestCount()).isEqualTo(3);
    }
  }

  @Test
  void aJournalBelongsToOneFamily() {
    Path file = folder.resolve("texts.journal");
    ModelId throughput = ModelId.provisioned(ARN, ModelFamily.TEXT_V2);
    Journal.open(file, throughput).close();

    for (ModelId other : List.of(ModelId.provisioned(ARN), ModelId.onDemand(), V2)) {
      assertThatExceptionOfType(JournalException.class)
          .isThrownBy(() -> Journal.open(file, other))
          .withMessageContaining("holds vectors of model " + throughput + ", not of " + other);
    }
    try (Journal journal = Journal.open(file, throughput)) {
      assertThatExceptionOfType(JournalException.class)
          .isThrownBy(() -> run(journal, item("a", "a", false)))
          .withMessageContaining("not of " + V2);
    }
    assertThat(Journal.repair(file).kept()).isZero();
    Journal.open(file, throughput).close();
  }

  /** The format before text models had one column fewer. */
  @Test
  void upgradesAJournalOfTheFormatBefore() throws SQLException {
    Path file = folder.resolve("old.journal");
    try (Journal journal = Journal.open(file, V2)) {
      run(journal, item("before", "a", false));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE outcomes DROP COLUMN binary");
    }
    JournalSamples.setFormat(file, 1);
    try (Journal journal = Journal.open(file, V2)) {
      assertThat(journal.outcome("before")).isPresent();
      Map<String, BulkOutcome> outcomes =
          run(journal, item("before", "a", false), item("after", "b", true));
      assertThat(outcomes).hasSize(2);
      assertThat(stub.requestCount()).isEqualTo(2);
      assertThat(journal.outcomes()).hasSize(2);
    }
    try (Journal journal = Journal.open(file, V2)) {
      assertThat(
              response(Map.of("after", journal.outcome("after").orElseThrow()), "after")
                  .binaryEmbedding())
          .isPresent();
    }
  }

  @Test
  void failsRequestsForAnotherModelAlone() {
    List<BulkOutcome> outcomes = new ArrayList<>();
    BulkSummary summary =
        BulkEmbedder.of(texts, BulkOptions.builder().inputOrder(true).build())
            .embed(
                List.of(
                    item("a", "a", false),
                    BulkItem.of("other", EmbeddingRequest.ofText("b")),
                    item("c", "c", false)),
                outcomes::add);

    assertThat(summary.totals().embedded()).isEqualTo(2);
    assertThat(((BulkOutcome.Failed) outcomes.get(1)).exception())
        .isInstanceOf(InvalidRequestException.class);
    assertThat(((BulkOutcome.Failed) outcomes.get(1)).kind()).isEqualTo(FailureKind.REJECTED);
  }

  @Test
  void segmentsKeepTheirRanges() {
    String document = "One two. Three four.\n\nFive six.";
    List<BulkItem> items =
        new TextSplitter(3, 0)
            .split("a#1", document).stream()
                .map(s -> BulkItem.of(s.key(), TextEmbeddingRequest.of(s.text())))
                .toList();
    List<String> cited = new ArrayList<>();
    BulkEmbedder.of(texts, BulkOptions.builder().inputOrder(true).build())
        .embed(
            items, outcome -> cited.add(TextSegment.fromKey(outcome.key(), id -> document).text()));

    assertThat(cited).containsExactly("One two.", "Three four.", "Five six.");
  }

  @Test
  void listenersAndEstimatesTakeTexts() throws InterruptedException {
    LinkedBlockingQueue<EmbeddingResponse> seen = new LinkedBlockingQueue<>();
    EmbeddingListener listener =
        new EmbeddingListener() {
          @Override
          public void onSuccess(
              CallInfo call, EmbeddingResponse response, long payloadBytes, Duration elapsed) {
            assertThat(call.modelId()).isEqualTo(V2);
            assertThat(call.images()).isZero();
            seen.add(response);
          }
        };
    try (TitanEmbeddingsAsyncClient titan =
        stub.asyncClientBuilder().modelId(V2).listener(listener).build()) {
      EmbeddingResponse response = titan.embedText(r -> r.text("red shoe")).join();
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(response);
    }
    Estimate estimate = Estimate.of(List.of(item("a", "x".repeat(47), false)));
    assertThat(estimate).isEqualTo(new Estimate(1, 1, 10, 0, 47, 0));
  }
}
