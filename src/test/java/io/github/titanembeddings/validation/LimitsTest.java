package io.github.titanembeddings.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LimitsTest {
  private final Limits limits = Limits.titanMultimodalG1();

  @ParameterizedTest
  @CsvSource({
    "TEXT_TOKENS, 256, tokens",
    "IMAGE_BYTES, 26214400, bytes",
    "IMAGE_PIXELS, 4194304, pixels",
    "DOWNSCALED_SIDE, 2048, pixels",
    "BODY_BYTES, 25000000, bytes",
    "TRAINING_RECORDS_MIN, 1000, records",
    "TRAINING_RECORDS, 500000, records",
    "VALIDATION_RECORDS_MIN, 8, records",
    "VALIDATION_RECORDS, 50000, records",
    "CAPTION_CHARACTERS, 2560, characters",
    "CAPTION_TOKENS, 128, tokens",
    "TRAINING_IMAGE_BYTES, 26214400, bytes",
    "TRAINING_IMAGE_BYTES_STRICT, 5242880, bytes",
    "TRAINING_IMAGE_SIDE_MIN, 256, pixels",
    "TRAINING_IMAGE_SIDE, 4096, pixels",
    "TRAINING_IMAGE_PIXELS, 12582912, pixels",
    "TRAINING_IMAGE_ASPECT, 4, to 1"
  })
  void serviceLimitsHaveTheDocumentedValues(Limit limit, long value, String unit) {
    assertThat(limits.get(limit)).isEqualTo(value);
    assertThat(limit.unit()).isEqualTo(unit);
    assertThat(limits.source(limit)).startsWith("https://docs.aws.amazon.com/bedrock/");
  }

  @ParameterizedTest
  @CsvSource({
    "DOWNSCALED_SIDE_MIN, 32, pixels, at least 32 pixels",
    "DECODE_BYTES, 104857600, bytes, 'at most 104,857,600 bytes'",
    "DECODE_PIXELS, 134217728, pixels, 'at most 134,217,728 pixels'",
    "DECODE_SIDE, 65535, pixels, 'at most 65,535 pixels'",
    "DECODE_ASPECT, 2048, to 1, 'at most 2,048 to 1'",
    "DECODE_SCANS, 100, scans, at most 100 scans"
  })
  void libraryLimitsHaveTheirValueAndUnit(Limit limit, long value, String unit, String words) {
    assertThat(limits.get(limit)).isEqualTo(value);
    assertThat(limit.unit()).isEqualTo(unit);
    assertThat(limits.source(limit)).isEqualTo("this library");
    assertThat(limits.describe(limit)).isEqualTo(words);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TEXT_CHARACTERS")
  void everyLimitHasAValueAndASource(Limit limit) {
    assertThat(limits.has(limit)).isTrue();
    assertThat(limits.get(limit)).isPositive();
    assertThat(limits.source(limit)).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"TEXT_TOKENS, 8192, 8192", "TEXT_CHARACTERS, 50000, 0", "BATCH_RECORDS, 50000, 0"})
  void textModelsHaveLimitsOfTheirOwn(Limit limit, long ofV2, long ofV1) {
    assertThat(Limits.titanTextV2().get(limit)).isEqualTo(ofV2);
    assertThat(Limits.titanTextV2().source(limit)).startsWith("https://docs.aws.amazon.com/");
    assertThat(Limits.titanTextV1().has(limit)).isEqualTo(ofV1 > 0);
    if (ofV1 > 0) {
      assertThat(Limits.titanTextV1().get(limit)).isEqualTo(ofV1);
    }
  }

  @Test
  void textModelsHaveOtherLengths() {
    assertThat(Limits.titanTextV2().outputEmbeddingLengths()).containsExactly(256, 512, 1024);
    assertThat(Limits.titanTextV2().defaultOutputEmbeddingLength()).isEqualTo(1024);
    assertThat(Limits.titanTextV1().outputEmbeddingLengths()).containsExactly(1536);
    assertThat(Limits.titanTextV1().defaultOutputEmbeddingLength()).isEqualTo(1536);
  }

  @Test
  void namesALimitThatTheModelLacks() {
    assertThat(limits.has(Limit.TEXT_CHARACTERS)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.titanTextV2().get(Limit.IMAGE_BYTES))
        .withMessage("the model has no limit IMAGE_BYTES");
  }

  @Test
  void allowsTheLengthsOfTheModel() {
    assertThat(limits.outputEmbeddingLengths()).containsExactly(256, 384, 1024);
  }

  @Test
  void customLimitNamesTheCallerAndKeepsOthers() {
    Limits changed = limits.toBuilder().set(Limit.TEXT_TOKENS, 128).build();

    assertThat(changed.get(Limit.TEXT_TOKENS)).isEqualTo(128);
    assertThat(changed.source(Limit.TEXT_TOKENS)).isEqualTo("set by the caller");
    assertThat(changed.get(Limit.IMAGE_BYTES)).isEqualTo(limits.get(Limit.IMAGE_BYTES));
    assertThat(changed).isNotEqualTo(limits).hasToString(changed.toString());
    assertThat(changed.toBuilder().build()).isEqualTo(changed).hasSameHashCodeAs(changed);
    assertThat(limits.get(Limit.TEXT_TOKENS)).isEqualTo(256);
  }

  @Test
  void rejectsALimitBelowOne() {
    Limits.Builder builder = limits.toBuilder();

    assertThat(builder.set(Limit.TEXT_TOKENS, 1).build().get(Limit.TEXT_TOKENS)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.set(Limit.TEXT_TOKENS, 0))
        .withMessageContaining("TEXT_TOKENS must be at least 1, was 0");
  }

  @Test
  void limitsBytesToAnArraySize() {
    Limits.Builder builder = limits.toBuilder();

    assertThat(builder.set(Limit.BODY_BYTES, 2_147_483_639L).build().get(Limit.BODY_BYTES))
        .isEqualTo(2_147_483_639L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.set(Limit.BODY_BYTES, 2_147_483_640L))
        .withMessageContaining("the longest array");
    assertThat(builder.set(Limit.IMAGE_PIXELS, 1L << 40).build().get(Limit.IMAGE_PIXELS))
        .isEqualTo(1L << 40);
  }

  @Test
  void describesALimitWithItsUnit() {
    assertThat(limits.describe(Limit.IMAGE_BYTES)).isEqualTo("at most 26,214,400 bytes");
    assertThat(limits.describe(Limit.TRAINING_RECORDS_MIN)).isEqualTo("at least 1,000 records");
  }
}
