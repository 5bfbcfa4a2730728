package io.github.titanembeddings.internal.image;

import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.PngBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of bytes, pixels and memory. */
class ImageFitterLimitsTest {
  @Test
  void writesATooLargePngAsJpegOnWhite() throws Exception {
    BufferedImage image = SampleImages.noise(TYPE_INT_ARGB, 200, 200);
    for (int i = 0; i < 100 * 100; i++) {
      image.setRGB(i % 100, i / 100, 0);
    }
    byte[] png = SampleImages.encode(image, "png");
    FittedImage fitted =
        ImageFitter.fit(
            new CountingImage(png),
            new TargetSize(200, Long.MAX_VALUE, 60_000, DecodeLimits.ofPixels(1_000_000)));
    assertThat(fitted.formatName()).isEqualTo("JPEG");
    assertThat(fitted.flattened()).isTrue();
    assertThat(fitted.converted()).isTrue();
    assertThat(fitted.width()).isEqualTo(200);
    assertThat(fitted.bytes()).hasSizeLessThanOrEqualTo(60_000);
    SampleImages.assertColor(SampleImages.decode(fitted.bytes()), 50, 50, 0xFFFFFF);
  }

  @ParameterizedTest
  @CsvSource({"200000, 400", "60000, 400", "10000, 168", "1000, 22"})
  void reducesQualityThenSizeOfATooLargeJpeg(int limit, int leastWidth) throws Exception {
    byte[] jpeg = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 400, 300), "jpeg");
    FittedImage fitted =
        ImageFitter.fit(
            new CountingImage(jpeg),
            new TargetSize(400, Long.MAX_VALUE, limit, DecodeLimits.ofPixels(1_000_000)));
    assertThat(fitted.bytes()).hasSizeBetween(limit / 4, limit);
    assertThat(fitted.width()).isGreaterThanOrEqualTo(leastWidth);
    assertThat(fitted.scaled()).isEqualTo(fitted.width() < 400);
    assertThat(SampleImages.decode(fitted.bytes()).getWidth()).isEqualTo(fitted.width());
  }

  @Test
  void rejectsALimitThatNoImageMeets() throws Exception {
    byte[] jpeg = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 40, 30), "jpeg");
    refuses(
        () ->
            ImageFitter.fit(
                new CountingImage(jpeg),
                new TargetSize(40, Long.MAX_VALUE, 100, DecodeLimits.ofPixels(1_000_000))),
        "image.too-large",
        "more than 100 bytes even at 1 x 1");
  }

  @ParameterizedTest
  @CsvSource({"PNG", "JPEG", "GIF", "BMP", "TIFF"})
  void rejectsTooManyPixels(String formatName) throws Exception {
    byte[] image = SampleImages.encode(SampleImages.quarters(40, 30), formatName);
    assertThat(
            ImageFitter.fit(
                    new CountingImage(image),
                    new TargetSize(9, Long.MAX_VALUE, 9999, DecodeLimits.ofPixels(1200)))
                .width())
        .isEqualTo(9);
    refuses(
        () ->
            ImageFitter.fit(
                new CountingImage(image),
                new TargetSize(9, Long.MAX_VALUE, 9999, DecodeLimits.ofPixels(1199))),
        "image.too-many-pixels",
        "40 x 30 pixels");
  }

  @Test
  void rejectsADecompressionBombByItsHeader() {
    byte[] png =
        new ByteWriter()
            .bytes(new PngBytes().header(60_000, 60_000).dataAndEnd())
            .zeros(100_000)
            .toBytes();
    CountingImage image = new CountingImage(png);
    refuses(
        () ->
            ImageFitter.fit(
                image,
                new TargetSize(
                    2048, Long.MAX_VALUE, 1_000_000, DecodeLimits.ofPixels(100_000_000))),
        "image.too-many-pixels",
        "60000 x 60000 pixels");
    assertThat(image.reads()).isEqualTo(1);
  }

  @Test
  void decodesALargePhotoInLittleMemory() throws Exception {
    byte[] jpeg = SampleImages.encode(new BufferedImage(8000, 5000, TYPE_BYTE_GRAY), "jpeg");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    FittedImage fitted =
        ImageFitter.fit(
            new CountingImage(jpeg),
            new TargetSize(512, Long.MAX_VALUE, 1_000_000, DecodeLimits.ofPixels(100_000_000)));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(fitted.width()).isEqualTo(512);
    assertThat(fitted.height()).isEqualTo(320);
    assertThat(allocated).isLessThan(50_000_000);
  }

  private static void refuses(ThrowingCallable fit, String code, String found) {
    assertThatThrownBy(fit)
        .isInstanceOfSatisfying(
            UnfitImageException.class,
            unfit -> {
              assertThat(unfit.code()).isEqualTo(code);
              assertThat(unfit.found()).isEqualTo(found);
            });
  }
}
