package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageAdjustment.Change;
import io.github.titanembeddings.model.ImageFormat;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.TextTruncation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordBodyTest {
  private static final EmbeddingResponse BARE =
      EmbeddingResponse.builder().embedding(Embedding.of(0.1f, -0f, Float.MIN_VALUE)).build();

  static Stream<JournalRecord> records() {
    ImageInfo original = ImageInfo.of(ImageFormat.OTHER, 5000, 1, Long.MAX_VALUE);
    ImageInfo sent = ImageInfo.of(ImageFormat.JPEG, 2048, 1, 70);
    EmbeddingResponse full =
        BARE.toBuilder()
            .inputTextTokenCount(0)
            .inputTokenCount(Integer.MAX_VALUE)
            .requestId("größe-1")
            .truncation(TextTruncation.of(4000, 900, 2))
            .adjustment(ImageAdjustment.of(original, sent, Set.of(Change.values())))
            .build();
    EmbeddingResponse rewritten =
        BARE.toBuilder().adjustment(ImageAdjustment.of(original, sent, Set.of())).build();
    return Stream.of(
        new JournalRecord.Embedded("", Records.hash(1), BARE),
        new JournalRecord.Embedded("日本語 \uD83D\uDE00\n", Records.hash(2), full),
        new JournalRecord.Embedded("unpaired \uD83D", Records.hash(3), rewritten),
        new JournalRecord.Failed("k", Records.hash(4), "TIMEOUT", "", true, true),
        new JournalRecord.Failed("k", Records.hash(5), "REJECTED", "größer", false, false));
  }

  @ParameterizedTest
  @MethodSource("records")
  void whatIsWrittenIsRead(JournalRecord record) {
    byte[] bytes = RecordBody.write(record, 77);
    int length = RecordFrame.bodyLength(bytes, 0);

    assertThat(length).isEqualTo(bytes.length - RecordFrame.BYTES);
    assertThat(RecordFrame.isWhole(bytes, 0, length, 77)).isTrue();
    assertThat(RecordFrame.isWhole(bytes, 0, length, 78)).as("in another place").isFalse();
    assertThat(RecordBody.of(bytes, RecordFrame.BYTES, length).record()).isEqualTo(record);
  }

  @Test
  void theLatencyIsNotKept() {
    EmbeddingResponse timed = BARE.toBuilder().serviceLatency(Duration.ofMillis(5)).build();
    byte[] bytes = RecordBody.write(new JournalRecord.Embedded("k", Records.hash(1), timed), 0);

    assertThat(RecordBody.of(bytes, RecordFrame.BYTES, bytes.length - RecordFrame.BYTES).record())
        .isEqualTo(new JournalRecord.Embedded("k", Records.hash(1), BARE));
  }

  @Test
  void numbersAreLittleEndianFloat32() {
    byte[] bytes = RecordBody.write(new JournalRecord.Embedded("k", Records.hash(1), BARE), 0);
    ByteBuffer tail = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int vectorAt = RecordFrame.BYTES + 2 + RecordBody.HASH_BYTES + 4 + 2;

    assertThat(tail.getInt(vectorAt)).isEqualTo(3);
    assertThat(tail.getFloat(vectorAt + 4)).isEqualTo(0.1f);
    assertThat(tail.getFloat(vectorAt + 12)).isEqualTo(Float.MIN_VALUE);
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatIsKept(ImageFormat format) {
    ImageInfo image = ImageInfo.of(format, 1, 2, 3);
    ByteBuffer bytes = ByteBuffer.allocate(AdjustmentCodec.BYTES);
    AdjustmentCodec.write(ImageAdjustment.of(image, image, Set.of()), bytes);

    assertThat(AdjustmentCodec.read(bytes.flip()).sent()).isEqualTo(image);
  }

  @ParameterizedTest
  @EnumSource
  void everyChangeIsKept(Change change) {
    ImageInfo image = ImageInfo.of(ImageFormat.PNG, 1, 2, 3);
    ByteBuffer bytes = ByteBuffer.allocate(AdjustmentCodec.BYTES);
    AdjustmentCodec.write(ImageAdjustment.of(image, image, Set.of(change)), bytes);

    assertThat(List.copyOf(AdjustmentCodec.read(bytes.flip()).changes())).containsExactly(change);
  }
}
