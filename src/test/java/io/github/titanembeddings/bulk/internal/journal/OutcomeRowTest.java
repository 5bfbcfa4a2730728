package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow.Column;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageAdjustment.Change;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextTruncation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeRowTest {
  private static final ModelId MODEL = ModelId.onDemand();
  private static final EmbeddingResponse BARE =
      EmbeddingResponse.builder()
          .embedding(Embedding.of(0.1f, -0f, Float.MIN_VALUE))
          .modelId(MODEL)
          .build();

  private static OutcomeRow row(BulkOutcome outcome) {
    return OutcomeRow.of(7, outcome.key(), JournalSamples.hash(1), outcome);
  }

  static Stream<BulkOutcome> outcomes() {
    ImageInfo original = new ImageInfo("OTHER", 5000, 1, Long.MAX_VALUE);
    ImageInfo sent = new ImageInfo("JPEG", 2048, 1, 70);
    EmbeddingResponse full =
        BARE.toBuilder()
            .inputTextTokenCount(0)
            .inputTokenCount(Integer.MAX_VALUE)
            .requestId("größe-1")
            .binaryEmbedding(BinaryEmbedding.fromBytes(new byte[] {5, -1}))
            .truncation(new TextTruncation(4000, 900, 2))
            .adjustment(new ImageAdjustment(original, sent, Set.of(Change.values())))
            .build();
    EmbeddingResponse rewritten =
        BARE.toBuilder().adjustment(new ImageAdjustment(original, sent, Set.of())).build();
    return Stream.of(
        new BulkOutcome.Embedded("", BARE),
        new BulkOutcome.Embedded("日本語 \uD83D\uDE00\n", full),
        new BulkOutcome.Embedded("unpaired \uD83D", rewritten),
        new BulkOutcome.Failed("k", new RecordedFailureException("TIMEOUT", "", true)),
        new BulkOutcome.Failed("k", new RecordedFailureException("REJECTED", "größer", false)));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void restoresOutcomes(BulkOutcome outcome) {
    OutcomeRow row = row(outcome);

    assertThat(row.isIntact()).isTrue();
    assertThat(row.number()).isEqualTo(7);
    assertThat(row.key()).isEqualTo(outcome.key());
    assertThat(row.content()).isEqualTo(JournalSamples.hash(1));
    BulkOutcome restored = row.outcome(row.key(), MODEL);
    if (outcome instanceof BulkOutcome.Embedded) {
      assertThat(restored).isEqualTo(outcome);
    } else {
      assertThat(restored)
          .usingRecursiveComparison()
          .ignoringFields("exception.stackTrace")
          .isEqualTo(outcome);
    }
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void detectsAChangeOfAnyColumn(BulkOutcome outcome) {
    OutcomeRow row = row(outcome);
    for (Column changed : Column.values()) {
      Map<Column, Object> values = values(row);
      if (values.remove(changed) == null) {
        values.put(changed, 0L);
      }
      assertThat(new OutcomeRow(values).isIntact()).as("column %s", changed).isFalse();
    }
    Map<Column, Object> otherNumber = values(row);
    otherNumber.put(Column.NUMBER, 8L);
    assertThat(new OutcomeRow(otherNumber).isIntact()).isFalse();
    assertThat(row.renumbered(8).isIntact()).isTrue();
  }

  private static Map<Column, Object> values(OutcomeRow row) {
    Map<Column, Object> values = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      Object value = row.value(column);
      if (value != null) {
        values.put(column, value);
      }
    }
    return values;
  }

  @Test
  void restoresNeitherLatencyNorAttempts() {
    EmbeddingResponse timed =
        BARE.toBuilder().serviceLatency(Duration.ofMillis(5)).attempts(3).build();

    OutcomeRow row = row(new BulkOutcome.Embedded("k", timed));

    assertThat(row.outcome("k", MODEL)).isEqualTo(new BulkOutcome.Embedded("k", BARE));
    assertThat(row.value(Column.ATTEMPTS)).as("for queries").isEqualTo(3L);
  }

  @Test
  void recordsStatusAndAttemptsOfAServiceFailure() {
    ServiceException refusal =
        ServiceException.builder(ServiceException.Kind.UNAVAILABLE, "no")
            .statusCode(503)
            .attempts(4)
            .build();
    OutcomeRow row = row(new BulkOutcome.Failed("k", refusal));

    assertThat(row.value(Column.FAILURE)).isEqualTo("UNAVAILABLE");
    assertThat(row.value(Column.STATUS)).isEqualTo(503L);
    assertThat(row.value(Column.ATTEMPTS)).isEqualTo(4L);
  }

  @Test
  void omitsARequestIdThatIsTooLong() {
    String longest = "r".repeat(1_024);

    assertThat(requestId(longest)).isEqualTo(longest);
    assertThat(requestId(longest + "r")).isNull();
  }

  private static @Nullable Object requestId(String id) {
    EmbeddingResponse response = BARE.toBuilder().requestId(id).build();
    return row(new BulkOutcome.Embedded("k", response)).value(Column.REQUEST_ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "GIF", "JPEG 2000", "X_Y", "a+b%20c", ""})
  void restoresEveryFormat(String format) {
    ImageInfo image = new ImageInfo(format, 1, 2, 3);
    assertRestored(new ImageAdjustment(image, image, Set.of()));
  }

  @ParameterizedTest
  @EnumSource
  void restoresEveryChange(Change change) {
    ImageInfo image = new ImageInfo("PNG", 1, 2, 3);
    assertRestored(new ImageAdjustment(image, image, Set.of(change)));
  }

  private static void assertRestored(ImageAdjustment adjustment) {
    BulkOutcome outcome =
        new BulkOutcome.Embedded("k", BARE.toBuilder().adjustment(adjustment).build());
    assertThat(row(outcome).outcome("k", MODEL)).isEqualTo(outcome);
  }

  @Test
  void restoresTheChangesOfARequest() {
    ImageInfo image = new ImageInfo("PNG", 1, 2, 3);
    TextTruncation cut = new TextTruncation(4000, 900, 2);
    ImageAdjustment scaled = new ImageAdjustment(image, image, Set.of(Change.SCALED));

    assertThat(changed(null, null)).isEqualTo(BARE);
    assertThat(changed(cut, null)).isEqualTo(BARE.toBuilder().truncation(cut).build());
    assertThat(changed(null, scaled)).isEqualTo(BARE.toBuilder().adjustment(scaled).build());
  }

  private static EmbeddingResponse changed(
      @Nullable TextTruncation truncation, @Nullable ImageAdjustment adjustment) {
    @Nullable String[] changes = OutcomeRow.changes(truncation, adjustment);
    EmbeddingResponse.Builder response = BARE.toBuilder();
    OutcomeRow.setChanges(response, changes[0], changes[1]);
    return response.build();
  }

  /** A row of the first release: without the column {@code binary}, and null columns checked. */
  private static Map<Column, Object> early() {
    return new EnumMap<>(
        Map.of(
            Column.NUMBER,
            1L,
            Column.KEY,
            "größe",
            Column.CONTENT,
            new byte[] {1, 2, 3},
            Column.VECTOR,
            Embedding.of(1, -2).toBytes(),
            Column.ATTEMPTS,
            1L,
            Column.RECORDED_AT,
            "2026-01-02T03:04:05.006Z",
            Column.CHECKSUM,
            3_633_723_156L));
  }

  @Test
  void readsRowsOfEarlierVersions() {
    assertThat(new OutcomeRow(early()).isIntact()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void reportsRowsThatItCannotRead(Column column, Object value) {
    Map<Column, Object> values = early();
    values.put(column, value);

    assertThat(new OutcomeRow(values).renumbered(1).isIntact())
        .as("with a valid checksum")
        .isFalse();
  }

  static Stream<Arguments> unknown() {
    return Stream.of(
        Arguments.of(Column.CONTENT, new byte[0]),
        Arguments.of(Column.TRUNCATION, "all"),
        Arguments.of(Column.ADJUSTMENT, "PNG 1 2 3 PNG 1 2 3 ROTATED"));
  }
}
