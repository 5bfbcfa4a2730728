package io.github.titanembeddings.internal.image;

import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scans of a JPEG are counted before it is decoded. */
class JpegScansTest {
  private static final Goal GOAL =
      new Goal(16, Long.MAX_VALUE, 100_000, DecodeLimits.ofPixels(10_000_000));

  @Test
  void countsTheScansOfEncoders() throws IOException {
    byte[] baseline = Pictures.encode(Pictures.noise(TYPE_INT_RGB, 90, 90), "jpeg");
    byte[] progressive = Pictures.encodeProgressive(Pictures.noise(TYPE_INT_RGB, 90, 90), "jpeg");

    assertThat(count(baseline)).isEqualTo(1);
    assertThat(count(progressive)).isEqualTo(10);
    for (Map.Entry<String, byte[]> sample : OtherEncoders.all().entrySet()) {
      if (sample.getKey().endsWith(".jpg")) {
        assertThat(count(sample.getValue())).as(sample.getKey()).isBetween(1L, 20L);
      }
    }
  }

  @Test
  void ignoresScansOfThumbnailsAndAfterTheEnd() {
    byte[] other = new JpegBytes().jfif().frame(8, 8).scanAndEnd();
    byte[] jpeg = new JpegBytes().exif(other).frame(9, 9).scanAndEnd();

    assertThat(count(new ByteWriter().bytes(jpeg).bytes(other).toBytes())).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"100, false", "101, true", "4000, true"})
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusesManyScansBeforeDecoding(int scans, boolean refused) throws Exception {
    BytesImage jpeg = new BytesImage(withScans(scans));

    assertThat(JpegScans.count(jpeg, 10_000)).isEqualTo(scans);
    if (refused) {
      assertThatThrownBy(() -> ImageFitter.fit(jpeg, GOAL))
          .isInstanceOfSatisfying(
              UnfitImageException.class,
              unfit -> {
                assertThat(unfit.code()).isEqualTo("image.too-many-scans");
                assertThat(unfit.found()).isEqualTo("a JPEG file with more than 100 scans");
              });
      assertThat(ImageDecoding.problem(jpeg)).hasValue("a JPEG file with more than 100 scans");
    } else {
      assertThat(ImageFitter.fit(jpeg, GOAL).width()).isEqualTo(16);
    }
  }

  /** A progressive JPEG whose last scan is repeated. */
  private static byte[] withScans(int scans) throws IOException {
    byte[] jpeg = Pictures.encodeProgressive(Pictures.quarters(640, 640), "jpeg");
    int last = lastScan(jpeg);
    byte[] scan = Arrays.copyOfRange(jpeg, last, jpeg.length - 2);
    ByteWriter out = new ByteWriter().bytes(Arrays.copyOf(jpeg, last));
    for (int i = 0; i < scans - 9; i++) {
      out.bytes(scan);
    }
    return out.u8(0xFF, 0xD9).toBytes();
  }

  private static int lastScan(byte[] jpeg) {
    int last = 0;
    for (int i = 0; i + 1 < jpeg.length; i++) {
      last = (jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xDA ? i : last;
    }
    return last;
  }

  @Test
  void anyBytesAreCounted() throws IOException {
    byte[] jpeg = Pictures.encodeProgressive(Pictures.noise(TYPE_INT_RGB, 20, 20), "jpeg");
    Random random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(jpeg, random.nextInt(jpeg.length + 1));
      for (int changes = random.nextInt(9); changes > 0 && damaged.length > 0; changes--) {
        damaged[random.nextInt(damaged.length)] =
            (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
      }
      assertThat(JpegScans.count(new BytesImage(damaged), 100)).isBetween(0L, 101L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "65535, 32, ''",
    "65536, 100, image.side-too-large",
    "100, 65536, image.side-too-large",
    "2048, 1, ''",
    "2049, 1, image.aspect",
    "1, 2049, image.aspect",
    "4098, 2, image.aspect",
    "4097, 2, image.aspect",
    "4096, 2, ''",
    "1, 134217728, image.too-many-pixels",
    "1, 100000000, image.side-too-large",
    "1, 1, ''"
  })
  void sidesAndAspectAreBounded(int width, int height, String code) {
    var exceeded = DecodeLimits.ofPixels(134_217_727).exceededBy(width, height);

    assertThat(exceeded == null ? "" : DecodeLimits.code(exceeded)).isEqualTo(code);
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusesAnImageOfOneColumnByItsHeader() {
    BytesImage png = new BytesImage(new PngBytes().header(1, 134_217_728).dataAndEnd());

    assertThatThrownBy(
            () ->
                ImageFitter.fit(
                    png,
                    new Goal(2048, Long.MAX_VALUE, 1_000_000, DecodeLimits.ofPixels(134_217_728))))
        .isInstanceOfSatisfying(
            UnfitImageException.class,
            unfit -> assertThat(unfit.code()).isEqualTo("image.side-too-large"));
    assertThat(png.reads()).isEqualTo(1);
  }

  private static long count(byte[] jpeg) {
    try {
      return JpegScans.count(new BytesImage(jpeg), Integer.MAX_VALUE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
