package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks of an image's header, at each limit and one beyond. */
class ImageLimitsTest {
  @ParameterizedTest
  @CsvSource({
    "2048, 2048, true",
    "2049, 2048, false",
    "2048, 2049, false",
    "4096, 1024, true",
    "4194304, 1, true",
    "4194305, 1, false",
    "1, 4194305, false",
    "1, 1, true",
    "60000, 60000, false",
    "2147483647, 2147483647, false"
  })
  void limitsPixelsByTheirProduct(int width, int height, boolean allowed) {
    List<Violation> violations = check(header(width, height), ImageFit.REJECT);

    assertThat(violations.isEmpty()).isEqualTo(allowed);
    assertThat(violations)
        .allSatisfy(
            violation -> {
              assertThat(violation.code()).isEqualTo("image.too-many-pixels");
              assertThat(violation.limit()).isEqualTo("at most 4,194,304 pixels (2,048 x 2,048)");
              assertThat(violation.remedy()).contains("ImageFit.DOWNSCALE");
            });
  }

  @Test
  void messageNamesWidthAndHeight() {
    assertThat(check(header(60_000, 60_000), ImageFit.REJECT).get(0).actual())
        .isEqualTo("60,000 x 60,000 = 3,600,000,000 pixels");
  }

  @Test
  void rejectsAnImageWithoutPixels() {
    assertThat(check(header(0, 5), ImageFit.REJECT).get(0).code()).isEqualTo("image.no-pixels");
    assertThat(check(header(5, 0), ImageFit.DOWNSCALE).get(0).code()).isEqualTo("image.no-pixels");
  }

  @Test
  void limitsBytesTo25Megabytes() {
    byte[] image = Arrays.copyOf(TestImages.png(2, 2), 26_214_400);

    assertThat(check(image, ImageFit.REJECT)).isEmpty();
    byte[] larger = Arrays.copyOf(image, 26_214_401);
    assertThat(check(larger, ImageFit.REJECT))
        .extracting(Violation::code, Violation::actual, Violation::limit)
        .containsExactly(tuple("image.too-large", "26,214,401 bytes", "at most 26,214,400 bytes"));
    assertThat(check(larger, ImageFit.DOWNSCALE)).isEmpty();
  }

  @Test
  void namesOtherFormats() {
    byte[] gif =
        "GIF89a\u0001\u0000\u0001\u0000".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    Violation violation = check(gif, ImageFit.REJECT).get(0);
    assertThat(violation.code()).isEqualTo("image.unsupported-format");
    assertThat(violation.actual()).contains("GIF");
    assertThat(violation.limit()).isEqualTo("a PNG or JPEG");
    assertThat(check(gif, ImageFit.DOWNSCALE)).isEmpty();
  }

  @Test
  void fitsLargeImagesButRejectsBombs() {
    assertThat(check(header(13_000, 10_000), ImageFit.DOWNSCALE)).isEmpty();
    assertThat(check(header(16_384, 8_192), ImageFit.DOWNSCALE)).isEmpty();
    assertThat(check(header(16_385, 8_192), ImageFit.DOWNSCALE).get(0).code())
        .isEqualTo("image.too-many-pixels");
    assertThat(check(header(60_000, 60_000), ImageFit.DOWNSCALE).get(0).limit())
        .isEqualTo("at most 134,217,728 pixels");
  }

  @ParameterizedTest
  @CsvSource({
    "65535, 40, ",
    "65536, 40, image.side-too-large",
    "40, 65536, image.side-too-large",
    "60000, 29, image.aspect",
    "1, 134217728, image.side-too-large",
    "4096, 1, image.aspect",
    "4096, 2, ",
    "2048, 1, "
  })
  void doesNotDecodeExtremeSidesOrAspects(int width, int height, String code) {
    assertThat(check(header(width, height), ImageFit.DOWNSCALE))
        .extracting(Violation::code)
        .isEqualTo(code == null ? List.of() : List.of(code));
  }

  @Test
  void doesNotLimitTheSidesOfAnUnchangedImage() {
    Limits limits =
        Limits.titanMultimodalG1().toBuilder().set(Limit.DOWNSCALED_SIDE, 5_000).build();

    assertThat(
            EmbeddingRequest.builder()
                .image(header(4_096, 1))
                .imageFit(ImageFit.DOWNSCALE)
                .limits(limits)
                .build()
                .image())
        .isPresent();
  }

  @Test
  void messageNamesPixelsAndSquare() {
    assertThat(check(header(3_000, 3_000), ImageFit.REJECT).get(0).message())
        .isEqualTo(
            "inputImage: 3,000 x 3,000 = 9,000,000 pixels exceeds the limit of 4,194,304 pixels"
                + " (2,048 x 2,048); resize the image or set ImageFit.DOWNSCALE"
                + " (image.too-many-pixels)");
    assertThat(check(header(60_000, 29), ImageFit.DOWNSCALE).get(0).message())
        .isEqualTo(
            "inputImage: 60,000 x 29 = 1,740,000 pixels exceeds the limit of 2,048 to 1; resize"
                + " the image (image.aspect)");
  }

  @Test
  void reportsAllViolationsTogether() {
    byte[] bad = Arrays.copyOf(header(60_000, 60_000), 26_214_401);

    assertThat(check(bad, ImageFit.REJECT))
        .extracting(Violation::code)
        .containsExactly("image.too-large", "image.too-many-pixels");
  }

  @Test
  void usesCustomLimits() {
    Limits limits =
        Limits.titanMultimodalG1().toBuilder()
            .set(Limit.IMAGE_PIXELS, 100)
            .set(Limit.IMAGE_BYTES, 1_000)
            .build();
    EmbeddingRequest.Builder request = EmbeddingRequest.builder().limits(limits);

    assertThat(request.image(ImageInput.of(header(10, 10))).build().image()).isPresent();
    InvalidRequestException refusal =
        assertThrows(
            InvalidRequestException.class,
            () -> request.image(ImageInput.of(header(10, 11))).build());
    assertThat(refusal)
        .hasMessageContaining("10 x 11 = 110 pixels exceeds the limit of 100 pixels (10 x 10)");
  }

  private static List<Violation> check(byte[] image, ImageFit fit) {
    try {
      EmbeddingRequest.builder().image(ImageInput.of(image)).imageFit(fit).build();
      return List.of();
    } catch (InvalidRequestException e) {
      return e.violations();
    }
  }

  /** A PNG that ends after its first chunk, the image header. */
  private static byte[] header(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(45);
    png.putLong(0x89504E470D0A1A0AL).putInt(13);
    byte[] chunk =
        ByteBuffer.allocate(17)
            .putInt(0x49484452)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    CRC32 sum = new CRC32();
    sum.update(chunk);
    png.put(chunk).putInt((int) sum.getValue());
    return png.putInt(0).putInt(0x49444154).putInt(0).array();
  }
}
