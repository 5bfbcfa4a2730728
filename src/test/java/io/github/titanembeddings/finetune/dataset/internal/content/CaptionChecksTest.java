package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the checks of captions. */
class CaptionChecksTest {
  @Test
  void reportsTheTextOfACaption() {
    try (RecordedRun run = new RecordedRun(ContentCheck.CAPTION_TEXT)) {
      run.addLine(1, 0, "a", "a red shoe");
      run.addLine(2, 1, "b", "shoe.jpg");
      run.addLine(3, 2, "c", " ");

      assertThat(run.finish()).containsExactly("2 caption.file-name b -");
      assertThat(run.violations.get(0).path()).isEqualTo("train.jsonl line 2: caption");
    }
  }

  @Test
  void reportsImagesOfAGroupBeyondTheLimitAtOnceAndTheGroupAtTheEnd() {
    try (RecordedRun run = new RecordedRun(ContentCheck.CAPTION_NUMBERS)) {
      for (int i = 1; i <= 11; i++) {
        run.addLine(i, i, "a" + i, "a shoe of size " + i);
      }
      run.repeat(12, 11, "a11", "a shoe of size 12");
      assertThat(run.found).containsExactly("11 caption.numbered of a group");

      assertThat(run.finish()).last().isEqualTo("1 caption.numbered - -");
      assertThat(run.violations)
          .extracting("path", "actual", "limit")
          .asString()
          .contains(
              "train.jsonl line 11: caption",
              "image 11 of a group whose captions differ only in numbers",
              "11 images whose captions differ only in numbers");
    }
  }

  @ParameterizedTest
  @CsvSource({"CAPTION_LENGTH, 1", "CAPTION_NUMBERS, 0"})
  void reportsOutliersOfCaptionLengthOnlyIfEnabled(ContentCheck check, int count) {
    try (RecordedRun run = new RecordedRun(check)) {
      for (int i = 0; i < 100; i++) {
        run.addLine(i + 1, i, "a" + i, i == 50 ? "a red shoe ".repeat(10) : "a red shoe");
      }
      assertThat(run.finish()).hasSize(count).allMatch("51 caption.length-outlier - -"::equals);
    }
  }
}
