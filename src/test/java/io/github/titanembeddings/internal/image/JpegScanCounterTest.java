package io.github.titanembeddings.internal.image;

import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.JpegBytes;
import io.github.titanembeddings.support.image.OtherEncoders;
import io.github.titanembeddings.support.image.PngBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scans of a JPEG are counted before it is decoded. */
class JpegScanCounterTest {
  private static final TargetSize GOAL =
      new TargetSize(16, Long.MAX_VALUE, 100_000, DecodeLimits.ofPixels(10_000_000));

  @Test
  void countsTheScansOfEncoders() throws IOException {
    byte[] baseline = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 90, 90), "jpeg");
    byte[] progressive =
        SampleImages.encodeProgressive(SampleImages.noise(TYPE_INT_RGB, 90, 90), "jpeg");

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
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rejectsManyScansBeforeDecoding(int scans, boolean refused) throws Exception {
    CountingImage jpeg = new CountingImage(withScans(scans));

    assertThat(JpegScanCounter.count(jpeg, 10_000)).isEqualTo(scans);
    if (refused) {
      assertThatThrownBy(() -> ImageFitter.fit(jpeg, GOAL))
          .isInstanceOfSatisfying(
              UnfitImageException.class,
              unfit -> {
                assertThat(unfit.code()).isEqualTo("image.too-many-scans");
                assertThat(unfit.found()).isEqualTo("a JPEG file with more than 100 scans");
              });
    } else {
      assertThat(ImageFitter.fit(jpeg, GOAL).width()).isEqualTo(16);
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 1, false", "101, 1, true", "4000, 1, true", "90, 2, false", "10, 9, false"})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rejectsATiffWithManyScansBeforeDecoding(int scans, int copies, boolean refused)
      throws Exception {
    for (boolean littleEndian : new boolean[] {true, false}) {
      CountingImage tiff = new CountingImage(tiff(withScans(scans), copies, littleEndian));
      if (refused) {
        assertThatThrownBy(() -> ImageFitter.fit(tiff, GOAL))
            .hasMessage(
                "image.too-many-scans: a TIFF file with a strip of more than 100 JPEG scans, or"
                    + " strips that overlap");
      } else {
        assertThat(ImageFitter.fit(tiff, GOAL).width()).isEqualTo(Math.round(16f / copies));
      }
    }
  }

  @Test
  void rejectsATiffThatRepeatsOneJpegThousandsOfTimes() throws IOException {
    byte[] jpeg = withScans(10);
    int copies = 64 * 1024 * 1024 / jpeg.length + 1;

    assertThat(JpegScanCounter.exceedInTiff(new CountingImage(tiff(jpeg, copies - 1, true)), 100))
        .isFalse();
    assertThat(JpegScanCounter.exceedInTiff(new CountingImage(tiff(jpeg, copies, true)), 100))
        .isTrue();
  }

  /** A TIFF file whose strips of 640 rows are all the same JPEG. */
  private static byte[] tiff(byte[] jpeg, int strips, boolean littleEndian) {
    ByteBuffer out = ByteBuffer.allocate(8 + 2 + 9 * 12 + 4 + 6 + 8 * strips + jpeg.length);
    out.order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    out.put((littleEndian ? "II" : "MM").getBytes(StandardCharsets.ISO_8859_1));
    int values = 8 + 2 + 9 * 12 + 4;
    int data = values + 6 + 8 * strips;
    out.putShort((short) 42).putInt(8).putShort((short) 9);
    int lists = values + 6;
    int[][] entries = {
      {256, 640},
      {257, 640 * strips},
      {258, 3, values},
      {259, 7},
      {262, 6},
      {273, strips, strips == 1 ? data : lists},
      {277, 3},
      {278, 640},
      {279, strips, strips == 1 ? jpeg.length : lists + 4 * strips}
    };
    for (int[] entry : entries) {
      boolean list = entry.length == 3;
      boolean offsets = entry[0] == 273 || entry[0] == 279;
      out.putShort((short) entry[0]).putShort((short) (offsets ? 4 : 3));
      out.putInt(list ? entry[1] : 1);
      if (list) {
        out.putInt(entry[2]);
      } else {
        out.putShort((short) entry[1]).putShort((short) 0);
      }
    }
    out.putInt(0).putShort((short) 8).putShort((short) 8).putShort((short) 8);
    for (int i = 0; i < strips; i++) {
      out.putInt(data);
    }
    for (int i = 0; i < strips; i++) {
      out.putInt(jpeg.length);
    }
    return out.put(jpeg).array();
  }

  /** A progressive JPEG whose last scan is repeated. */
  private static byte[] withScans(int scans) throws IOException {
    byte[] jpeg = SampleImages.encodeProgressive(SampleImages.quarters(640, 640), "jpeg");
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
  void countsScansInAnyBytes() throws IOException {
    byte[] jpeg = SampleImages.encodeProgressive(SampleImages.noise(TYPE_INT_RGB, 20, 20), "jpeg");
    Random random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(jpeg, random.nextInt(jpeg.length + 1));
      for (int changes = random.nextInt(9); changes > 0 && damaged.length > 0; changes--) {
        damaged[random.nextInt(damaged.length)] =
            (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
      }
      assertThat(JpegScanCounter.count(new CountingImage(damaged), 100)).isBetween(0L, 101L);
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
  void limitsSidesAndAspect(int width, int height, String code) {
    var exceeded = DecodeLimits.ofPixels(134_217_727).exceededBy(width, height);

    assertThat(exceeded == null ? "" : DecodeLimits.code(exceeded)).isEqualTo(code);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rejectsAnImageOfOneColumnByItsHeader() {
    CountingImage png = new CountingImage(new PngBytes().header(1, 134_217_728).dataAndEnd());

    assertThatThrownBy(
            () ->
                ImageFitter.fit(
                    png,
                    new TargetSize(
                        2048, Long.MAX_VALUE, 1_000_000, DecodeLimits.ofPixels(134_217_728))))
        .isInstanceOfSatisfying(
            UnfitImageException.class,
            unfit -> assertThat(unfit.code()).isEqualTo("image.side-too-large"));
    assertThat(png.reads()).isEqualTo(1);
  }

  private static long count(byte[] jpeg) {
    try {
      return JpegScanCounter.count(new CountingImage(jpeg), Integer.MAX_VALUE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
