package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow.Column;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.TextTruncation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A changed row is damaged, whatever it contains; with a valid checksum it is an outcome or
 * damaged. The first byte of an input selects the row, the second the column, the third the type.
 */
class JournalRowFuzzTest {
  private static final List<Column> COLUMNS = List.of(Column.values());
  private static final ImageInfo IMAGE = new ImageInfo("PNG", 1, 2, 3);

  @FuzzTest(maxDuration = "1m")
  void restoresAnOutcomeOrReportsDamage(byte[] bytes) {
    if (bytes.length < 3) {
      return;
    }
    OutcomeRow original = bytes[0] % 2 == 0 ? embedded() : row(JournalSamples.failed("key"));
    Column column = COLUMNS.get(Math.floorMod(bytes[1], COLUMNS.size()));
    Map<Column, Object> values = new EnumMap<>(Column.class);
    for (Column each : COLUMNS) {
      Object value = each == column ? value(bytes) : original.value(each);
      if (value != null) {
        values.put(each, value);
      }
    }

    OutcomeRow changed = new OutcomeRow(values);
    boolean isSame =
        Arrays.deepEquals(
            new Object[] {changed.value(column)}, new Object[] {original.value(column)});
    assertThat(changed.isIntact()).isEqualTo(isSame);

    OutcomeRow valid = changed.renumbered(7);
    if (valid.isIntact()) {
      assertThat(valid.content().bytes()).isNotEmpty();
      BulkOutcome outcome = valid.outcome(valid.key(), JournalSamples.MODEL);
      assertThat(outcome.key()).isEqualTo(valid.key());
      assertThat(valid.isPermanentFailure() && outcome instanceof BulkOutcome.Embedded).isFalse();
    }
  }

  private static OutcomeRow embedded() {
    BulkOutcome.Embedded plain = JournalSamples.embedded("key", 1);
    EmbeddingResponse full =
        plain.response().toBuilder()
            .requestId("id")
            .inputTokenCount(5)
            .truncation(new TextTruncation(40, 9, 2))
            .adjustment(new ImageAdjustment(IMAGE, IMAGE, Set.of(ImageAdjustment.Change.values())))
            .build();
    return row(new BulkOutcome.Embedded("key", full));
  }

  private static OutcomeRow row(BulkOutcome outcome) {
    return OutcomeRow.of(7, outcome.key(), JournalSamples.hash(1), outcome);
  }

  /** Returns a value of one of SQLite's types; null for none. */
  private static @Nullable Object value(byte[] bytes) {
    byte[] rest = Arrays.copyOfRange(bytes, 3, bytes.length);
    return switch (Math.floorMod(bytes[2], 4)) {
      case 0 -> rest;
      case 1 -> new String(rest, UTF_8);
      case 2 -> ByteBuffer.wrap(Arrays.copyOf(rest, Long.BYTES)).getLong();
      default -> null;
    };
  }
}
