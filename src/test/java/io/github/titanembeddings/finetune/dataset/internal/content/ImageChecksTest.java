package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the checks of individual images. */
class ImageChecksTest {
  @ParameterizedTest
  @CsvSource({"IMAGE_SIZE, 1", "COPIES, 0"})
  void reportsOutliersOfImageSizeOnlyIfEnabled(ContentCheck check, int count) {
    try (RecordedRun run = new RecordedRun(check)) {
      for (int i = 0; i < 100; i++) {
        run.addLine(i + 1, i, "a" + i, "a red shoe");
        run.addHeader(i, "a" + i, i == 50 ? 1_000 : 100, 100, Long.MAX_VALUE, 0);
      }
      assertThat(run.finish())
          .filteredOn(found -> !found.contains("image.unreadable"))
          .hasSize(count)
          .allMatch("51 image.size-outlier a50 -"::equals);
      assertThat(run.ticks).isEqualTo(count == 1 ? 0 : 100);
    }
  }

  @Test
  void statesThePixelsOfAnOutlier() {
    try (RecordedRun run = new RecordedRun(ContentCheck.IMAGE_SIZE)) {
      for (int i = 0; i < 100; i++) {
        run.addLine(i + 1, i, "a" + i, "a red shoe");
        run.addHeader(i, "a" + i, i == 50 ? 1_000 : 100, 100, 1, 0);
      }
      run.finish();
      assertThat(run.violations.get(0).actual())
          .isEqualTo("100,000 pixels (half of all images have 10,000 to 10,000)");
    }
  }

  @ParameterizedTest
  @CsvSource({"IMAGE_DETAIL, true", "COPIES, false"})
  void reportsAFlawOnlyIfDetailIsChecked(ContentCheck check, boolean reported) throws IOException {
    BufferedImage plain = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
    byte[] black = SampleImages.encode(plain, "png");
    byte[] shoe = SampleImages.encode(SampleImages.quarters(256, 256), "png");
    try (RecordedRun run = new RecordedRun(check)) {
      run.addImage(1, "black", "a red shoe", black, 0);
      run.addImage(2, "shoe", "a red shoe", shoe, 0);

      assertThat(run.finish())
          .hasSize(reported ? 1 : 0)
          .allMatch("1 image.uniform black -"::equals);
      assertThat(run.ticks).isGreaterThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"IMAGE_DETAIL", "COPIES"})
  void reportsAnImageThatIsNotDecodable(ContentCheck check) {
    try (RecordedRun run = new RecordedRun(check)) {
      run.addImage(1, "broken", "a red shoe", new byte[100], 0);

      assertThat(run.finish()).containsExactly("1 image.unreadable broken -");
      assertThat(run.violations.get(0).path()).isEqualTo("train.jsonl line 1: image-ref");
    }
  }
}
