package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.image.BrokenImages;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.JpegBytes;
import io.github.titanembeddings.support.image.OtherEncoders;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCompletenessTest {
  @Test
  void distinguishesCompleteFromTruncatedImages() throws IOException {
    for (byte[] sample : OtherEncoders.all().values()) {
      String formatName = sample[0] == (byte) 0x89 ? "PNG" : "JPEG";
      CountingImage image = new CountingImage(sample);

      assertThat(ImageCompleteness.of(image, formatName)).isEqualTo(ImageCompleteness.WHOLE);
      assertThat(image.bytesRead()).isLessThanOrEqualTo(1_024);
      CountingImage cut = new CountingImage(sample, sample.length * 2 / 3);
      assertThat(ImageCompleteness.of(cut, formatName)).isEqualTo(ImageCompleteness.MISSING);
    }
    assertThat(ImageCompleteness.of(new CountingImage(BrokenImages.read("trunc_scan.jpg")), "JPEG"))
        .isEqualTo(ImageCompleteness.MISSING);
  }

  @Test
  void describesTheMissingEnd() {
    assertThat(ImageCompleteness.ZEROS.describe("PNG"))
        .isEqualTo(
            "a PNG file without image end (IEND) in its last 1,024 bytes, which may be zero"
                + " padding");
    assertThat(ImageCompleteness.MISSING.describe("JPEG"))
        .isEqualTo("a JPEG file without end of image (EOI) in its last 1,024 bytes");
  }

  /** Data that cameras append behind the end of the image, without any word of it in its start. */
  @ParameterizedTest
  @ValueSource(strings = {"SEFT", "LIVE_3492345     ", "CANON OPTIONAL DATA\0 and a footer"})
  void recognizesCameraDataAfterTheEnd(String trailer) throws IOException {
    byte[] jpeg = new JpegBytes().frame(9, 9).scanAndEnd();
    byte[] more = new ByteWriter().bytes(jpeg).text("x".repeat(9_999)).text(trailer).toBytes();
    byte[] other = new ByteWriter().bytes(more).text("x").toBytes();

    assertThat(ImageCompleteness.of(new CountingImage(more), "JPEG"))
        .isEqualTo(ImageCompleteness.CAMERA_DATA);
    if (!trailer.startsWith("CANON")) {
      assertThat(ImageCompleteness.of(new CountingImage(other), "JPEG"))
          .isEqualTo(ImageCompleteness.MISSING);
    }
    assertThat(ImageCompleteness.of(new CountingImage(more), "PNG"))
        .isEqualTo(ImageCompleteness.MISSING);
  }

  @Test
  void acceptsAnyBytes() throws IOException {
    Random random = new Random(6);
    for (int i = 0; i < 4_000; i++) {
      byte[] bytes = new byte[random.nextInt(2_000)];
      if (random.nextBoolean()) {
        random.nextBytes(bytes);
      }
      for (String formatName : List.of("PNG", "JPEG")) {
        ImageCompleteness end = ImageCompleteness.of(new CountingImage(bytes), formatName);
        boolean zeros = bytes.length >= 1_024 && Arrays.equals(bytes, new byte[bytes.length]);
        assertThat(end == ImageCompleteness.ZEROS).isEqualTo(zeros);
      }
    }
  }
}
