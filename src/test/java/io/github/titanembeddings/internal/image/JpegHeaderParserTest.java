package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.support.image.ExifBytes;
import io.github.titanembeddings.support.image.JpegBytes;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of valid JPEG files, and violations of invalid ones. */
class JpegHeaderParserTest {
  @Test
  void describesACmykJpeg() {
    byte[] jpeg =
        new JpegBytes()
            .adobe(2)
            .exif(ExifBytes.orientation(6))
            .frame(0xC0, 8, 9, 7, 4)
            .scanAndEnd();
    assertThat(read(jpeg)).isEqualTo(new ImageHeader("JPEG", 9, 7, 6, 4, false));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
  void readsAnyFrameHeader(int marker) {
    byte[] jpeg = new JpegBytes().frame(marker, 8, 12, 34, 3).scanAndEnd();
    assertThat(read(jpeg)).isEqualTo(known(12, 34, 1));
  }

  @Test
  void usesTheFirstExifSegment() {
    JpegBytes jpeg = new JpegBytes().exif(ExifBytes.orientation(3));
    assertThat(read(jpeg.exif(ExifBytes.orientation(6)).frame(2, 1).toBytes()))
        .isEqualTo(known(2, 1, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 65_535})
  void ignoresAnUndefinedOrientation(int orientation) {
    assertThat(oriented(ExifBytes.orientation(orientation))).isEqualTo(known(2, 1, 1));
  }

  @Test
  void ignoresBrokenExif() {
    byte[] exif = ExifBytes.orientation(6, ByteOrder.LITTLE_ENDIAN, 8, 0);
    for (int length = 0; length < exif.length - 4; length++) {
      assertThat(oriented(Arrays.copyOf(exif, length))).isEqualTo(known(2, 1, 1));
    }
    assertThat(oriented(ExifBytes.orientationOfType(2))).isEqualTo(known(2, 1, 1));
    assertThat(oriented(new byte[100])).isEqualTo(known(2, 1, 1));
  }

  @Test
  void ignoresADirectoryThatDoesNotFollowTheExifHeader() {
    byte[] near = ExifBytes.orientation(6);
    near[7] = 7;
    byte[] empty = ExifBytes.orientation(6);
    empty[9] = 0;
    byte[] far = ExifBytes.orientation(6);
    far[4] = (byte) 0xFF;
    assertThat(oriented(near)).isEqualTo(known(2, 1, 1));
    assertThat(oriented(empty)).isEqualTo(known(2, 1, 1));
    assertThat(oriented(far)).isEqualTo(known(2, 1, 1));
  }

  @Test
  void readsAtMost256Tags() {
    byte[] exif = ExifBytes.orientation(6, ByteOrder.BIG_ENDIAN, 8, 256);
    assertThat(oriented(exif)).isEqualTo(known(2, 1, 1));
  }

  @Test
  void rejectsAFileThatEndsBeforeTheFrameHeader() {
    byte[] jpeg = new JpegBytes().jfif().comment(100).frame(2, 1).toBytes();
    assertThat(read(Arrays.copyOf(jpeg, 60)))
        .isEqualTo(
            new Unusable(
                "image.truncated",
                "the file ends at byte 60, before the end of the frame header (SOF)"));
    assertThat(read(Arrays.copyOf(jpeg, 2))).extracting("code").isEqualTo("image.truncated");
  }

  @Test
  void rejectsAFileThatEndsInsideTheExifSegment() {
    byte[] exif = ExifBytes.orientation(6, ByteOrder.BIG_ENDIAN, 20_000, 0);
    byte[] jpeg = new JpegBytes().exif(exif).frame(2, 1).toBytes();
    assertThat(read(Arrays.copyOf(jpeg, 15_000))).extracting("code").isEqualTo("image.truncated");
    assertThat(read(Arrays.copyOf(jpeg, 8))).extracting("code").isEqualTo("image.truncated");
  }

  @Test
  void rejectsAScanOrEndBeforeTheFrameHeader() {
    refuses(new JpegBytes().jfif().scanAndEnd(), "no frame header (SOF) before the scan (SOS)");
    refuses(
        new JpegBytes().jfif().raw(0xFF, 0xD9).toBytes(),
        "no frame header (SOF) before the end of image (EOI)");
  }

  @Test
  void rejectsBytesOutsideSegments() {
    refuses(new JpegBytes().raw('h', 'i').toBytes(), "no JPEG marker at byte 2");
    refuses(new JpegBytes().jfif().raw(0xFF, 0x02, 0, 2).toBytes(), "no JPEG marker at byte 20");
    refuses(
        new JpegBytes().jfif().raw(0xFF, 0xD8).toBytes(),
        "a second start of image (SOI) at byte 20");
    refuses(
        new JpegBytes().jfif().raw(0xFF, 0xE0, 0, 1).toBytes(), "a segment of 1 bytes at byte 20");
    refuses(
        new JpegBytes().jfif().raw(new int[2000]).frame(1, 1).toBytes(),
        "no JPEG marker at byte 1045");
  }

  @Test
  void rejectsAThousandSegmentsWithoutFrameHeader() {
    JpegBytes jpeg = new JpegBytes();
    IntStream.range(0, 2000).forEach(i -> jpeg.comment(1));
    refuses(jpeg.frame(1, 1).toBytes(), "no frame header (SOF) in the first 1024 segments");
  }

  @Test
  void skipsRestartMarkersAndStrayBytes() {
    byte[] jpeg =
        new JpegBytes().raw(0xFF, 0xD0, 0xFF, 0xD7, 0xFF, 0x01, 9, 0xFF, 0).frame(5, 6).toBytes();
    assertThat(read(jpeg)).isEqualTo(known(5, 6, 1));
  }

  @Test
  void rejectsAFrameHeaderThatDoesNotFitItsComponents() {
    byte[] short3 = new JpegBytes().segment(0xC0, new byte[] {8, 0, 1, 0, 1, 3, 0, 0}).toBytes();
    refuses(short3, "a frame header (SOF) of 10 bytes for 3 components");
    refuses(
        new JpegBytes().frame(0xC0, 8, 1, 1, 0).toBytes(),
        "a frame header (SOF) of 8 bytes for 0 components");
  }

  /** SOF0 is baseline, SOF1 and SOF2 are not, SOF3 is lossless. */
  @ParameterizedTest
  @CsvSource({"192, 8", "193, 8 12", "194, 8 12", "195, 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"})
  void acceptsThePrecisionsOfEachFrameType(int marker, String precisions) {
    List<String> allowed = List.of(precisions.split(" "));
    for (int bits = 0; bits < 256; bits++) {
      byte[] jpeg = new JpegBytes().frame(marker, bits, 2, 1, 3).toBytes();
      if (allowed.contains(String.valueOf(bits))) {
        assertThat(read(jpeg)).isEqualTo(known(2, 1, 1));
      } else {
        refuses(jpeg, "a precision of " + bits + " bits in the frame header");
      }
    }
  }

  @Test
  void rejectsAJpegWithoutPixels() {
    assertThat(read(new JpegBytes().frame(0, 5).toBytes()))
        .isEqualTo(new Unusable("image.no-pixels", "a width of 0"));
    assertThat(read(new JpegBytes().frame(5, 0).toBytes()))
        .isEqualTo(
            new Unusable(
                "image.no-pixels", "a height of 0, left to a DNL marker behind the first scan"));
  }

  private static void refuses(byte[] jpeg, String found) {
    assertThat(read(jpeg)).isEqualTo(new Unusable("image.corrupt", found));
  }

  private static HeaderStep oriented(byte[] exif) {
    return read(new JpegBytes().exif(exif).frame(2, 1).toBytes());
  }

  private static HeaderStep read(byte[] jpeg) {
    return WindowedReader.read(jpeg, 128);
  }

  private static ImageHeader known(int width, int height, int orientation) {
    return new ImageHeader("JPEG", width, height, orientation, 3, false);
  }
}
