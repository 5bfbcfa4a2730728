package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.ReadFrom;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.ExifBytes;
import io.github.titanembeddings.support.image.JpegBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The number and size of reads for an image's header. */
class ImageHeadersTest {
  @Test
  void readsAnOrdinaryHeaderInOneRead() throws IOException {
    byte[] jpeg = new JpegBytes().jfif().comment(9_000).frame(64, 32).scanAndEnd();
    CountingImage image =
        new CountingImage(new ByteWriter().bytes(jpeg).zeros(1_000_000).toBytes());
    assertThat(ImageHeaderParser.read(image)).isInstanceOf(ImageHeader.class);
    assertThat(image.reads()).isEqualTo(1);
    assertThat(image.bytesRead()).isEqualTo(16_384);
  }

  @Test
  void skipsAColorProfileWithoutReadingIt() throws IOException {
    JpegBytes jpeg = new JpegBytes().jfif();
    IntStream.range(0, 50).forEach(i -> jpeg.segment(0xE2, new byte[65_533]));
    CountingImage image = new CountingImage(jpeg.frame(64, 32).scanAndEnd());
    assertThat(ImageHeaderParser.read(image)).isInstanceOf(ImageHeader.class);
    assertThat(image.reads()).isEqualTo(51);
    assertThat(image.bytesRead()).isLessThan(image.size() / 3);
  }

  @Test
  void readsTheOrientationAtAnyPosition() throws IOException {
    byte[] exif = ExifBytes.orientation(8, ByteOrder.LITTLE_ENDIAN, 60_000, 2);
    CountingImage image = new CountingImage(new JpegBytes().exif(exif).frame(64, 32).scanAndEnd());
    assertThat(ImageHeaderParser.read(image))
        .isEqualTo(new ImageHeader("JPEG", 64, 32, 8, 3, false));
    assertThat(image.reads()).isEqualTo(2);
  }

  @Test
  void rejectsAFileThatShrinksWhileRead() throws IOException {
    byte[] jpeg = new JpegBytes().comment(60_000).frame(64, 32).scanAndEnd();
    ImageData shrinking =
        new ImageData() {
          @Override
          public long size() {
            return jpeg.length;
          }

          @Override
          public int read(long position, byte[] target) {
            return position == 0 ? new CountingImage(jpeg).read(0, target) : 0;
          }

          @Override
          public InputStream open() {
            return InputStream.nullInputStream();
          }
        };
    assertThat(ImageHeaderParser.read(shrinking))
        .isInstanceOfSatisfying(
            Unusable.class, step -> assertThat(step.code()).isEqualTo("image.truncated"));
  }

  @Test
  void readsAtPositionsBeyond32Bits() {
    byte[] beginning = new JpegBytes().comment(60_000).toBytes();
    assertThat(new ImageHeaderParser(Long.MAX_VALUE).next(0, beginning, 16_384))
        .isEqualTo(new ReadFrom(60_006));
  }
}
