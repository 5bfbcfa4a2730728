package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ImageAdjustment.Change;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.input.PreparedImage;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFitTest {
  @Test
  void sendsAnImageWithinTheLimitsUnchanged() throws IOException {
    byte[] image = TestImages.jpeg(2048, 100);
    PreparedImage prepared = prepared(image, Limits.titanMultimodalG1());

    assertThat(prepared.adjustment()).isNull();
    try (InputStream sent = prepared.data().open()) {
      assertThat(sent.readAllBytes()).isEqualTo(image);
    }
  }

  @Test
  void downscalesASideAboveTheLimit() throws IOException {
    byte[] image = TestImages.jpeg(3000, 100);
    PreparedImage prepared = prepared(image, Limits.titanMultimodalG1());
    ImageAdjustment adjustment = Objects.requireNonNull(prepared.adjustment());

    assertThat(adjustment.original()).isEqualTo(new ImageInfo("JPEG", 3000, 100, image.length));
    assertThat(adjustment.sent().width()).isEqualTo(2048);
    assertThat(adjustment.sent().height()).isEqualTo(68);
    assertThat(adjustment.changes()).containsExactly(Change.SCALED);
    assertThat(prepared.info()).isEqualTo(adjustment.sent());
    try (InputStream sent = prepared.data().open()) {
      byte[] bytes = sent.readAllBytes();
      assertThat(ImageInput.of(bytes).probe()).isEqualTo(adjustment.sent());
    }
  }

  @Test
  void convertsOtherFormats() throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream bmp = new ByteArrayOutputStream();
    ImageIO.write(image, "bmp", bmp);
    ImageAdjustment adjustment = adjustment(bmp.toByteArray(), Limits.titanMultimodalG1());

    assertThat(adjustment.original().formatName()).isEqualTo("BMP");
    assertThat(adjustment.original().formatName()).isEqualTo("BMP");
    assertThat(adjustment.original()).hasToString("BMP 40x30, " + bmp.size() + " bytes");
    assertThat(adjustment.sent().formatName()).isEqualTo("JPEG");
    assertThat(adjustment.sent().width()).isEqualTo(40);
    assertThat(adjustment.changes()).containsExactly(Change.CONVERTED);
  }

  @Test
  void downscalesAnImageTooLargeForTheBody() throws IOException {
    BufferedImage noise = new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB);
    Random random = new Random(1);
    for (int i = 0; i < 300 * 300; i++) {
      noise.setRGB(i % 300, i / 300, random.nextInt());
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(noise, "png", png);
    Limits limits = Limits.titanMultimodalG1().toBuilder().set(Limit.BODY_BYTES, 100_000).build();
    ImageAdjustment adjustment = adjustment(png.toByteArray(), limits);

    assertThat(png.size()).isGreaterThan(300_000);
    assertThat(adjustment.sent().byteCount()).isLessThan(75_000);
    assertThat(adjustment.changes()).contains(Change.CONVERTED, Change.FLATTENED);
  }

  @ParameterizedTest
  @CsvSource({"65500, 60, 2", "3000, 47, 32", "3000, 46, 31", "60, 4000, 31"})
  void reportsTheLossOfDetail(int width, int height, int shorter) {
    ImageAdjustment adjustment =
        adjustment(TestImages.png(width, height), Limits.titanMultimodalG1());

    assertThat(Math.min(adjustment.sent().width(), adjustment.sent().height())).isEqualTo(shorter);
    assertThat(adjustment.changes().contains(Change.DETAIL_LOST)).isEqualTo(shorter < 32);
    assertThat(adjustment.changes()).contains(Change.SCALED);
  }

  @Test
  void conversionAloneIsLossless() throws IOException {
    ByteArrayOutputStream bmp = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(40, 3, BufferedImage.TYPE_INT_RGB), "bmp", bmp);

    assertThat(adjustment(bmp.toByteArray(), Limits.titanMultimodalG1()))
        .extracting(ImageAdjustment::changes)
        .isEqualTo(Set.of(Change.CONVERTED));
  }

  @Test
  void downscalesToThePixelLimit() throws IOException {
    Limits few = Limits.titanMultimodalG1().toBuilder().set(Limit.IMAGE_PIXELS, 100_000).build();
    ImageInfo sent = adjustment(TestImages.png(2000, 1000), few).sent();

    assertThat((long) sent.width() * sent.height()).isBetween(98_000L, 100_000L);
    assertThat((double) sent.width() / sent.height()).isBetween(1.98, 2.02);
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, Integer.MAX_VALUE, 1L << 31, 1L << 32, Long.MAX_VALUE})
  void acceptsALargeSide(long side) {
    Limits wide =
        Limits.titanMultimodalG1().toBuilder()
            .set(Limit.DOWNSCALED_SIDE, side)
            .set(Limit.IMAGE_PIXELS, 400_000)
            .build();
    ImageInfo sent = adjustment(TestImages.png(1000, 600), wide).sent();

    assertThat((long) sent.width() * sent.height()).isBetween(399_000L, 400_000L);
  }

  @Test
  void rejectsAnImageThatCannotBeDecoded() {
    byte[] image = Arrays.copyOf(TestImages.png(3000, 3000), 2_000);

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> prepared(image, Limits.titanMultimodalG1()))
        .withCauseInstanceOf(InvalidRequestException.class)
        .withMessageContaining("image.unreadable");
  }

  private static ImageAdjustment adjustment(byte[] image, Limits limits) {
    return Objects.requireNonNull(prepared(image, limits).adjustment());
  }

  private static PreparedImage prepared(byte[] image, Limits limits) {
    return Objects.requireNonNull(
        PreparedRequest.of(
                EmbeddingRequest.builder()
                    .image(ImageInput.of(image))
                    .imageFit(ImageFit.DOWNSCALE)
                    .limits(limits)
                    .build(),
                Runnable::run)
            .join()
            .image());
  }
}
