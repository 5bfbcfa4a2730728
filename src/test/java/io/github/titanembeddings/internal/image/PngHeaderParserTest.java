package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.support.image.BrokenImages;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.ExifBytes;
import io.github.titanembeddings.support.image.PngBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers of valid PNG files, and violations of invalid ones. */
class PngHeaderParserTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 3", "3, 3", "4, 2", "6, 4"})
  void readsTheColorType(int colorType, int components) {
    byte[] png = new PngBytes().header(7, 5, 8, colorType, 0).dataAndEnd();
    assertThat(read(png)).isEqualTo(new ImageHeader("PNG", 7, 5, 1, components, false));
  }

  @Test
  void readsChunksBeforeTheImageData() {
    byte[] png =
        new PngBytes()
            .header(7, 5)
            .chunk("acTL", new byte[8])
            .chunk("eXIf", ExifBytes.orientation(7))
            .chunk("eXIf", ExifBytes.orientation(2))
            .dataAndEnd();
    assertThat(read(png)).isEqualTo(new ImageHeader("PNG", 7, 5, 7, 3, true));
  }

  @Test
  void ignoresChunksAfterTheImageData() {
    byte[] png =
        new PngBytes()
            .header(7, 5)
            .chunk("IDAT", new byte[9])
            .chunk("acTL", new byte[8])
            .chunk("eXIf", ExifBytes.orientation(7))
            .toBytes();
    assertThat(read(png)).isEqualTo(new ImageHeader("PNG", 7, 5, 1, 3, false));
  }

  @Test
  void readsAtMost64Chunks() {
    PngBytes png = new PngBytes().header(7, 5);
    IntStream.range(0, 63).forEach(i -> png.chunk("tEXt", new byte[200]));
    byte[] bytes =
        png.chunk("eXIf", ExifBytes.orientation(7)).chunk("acTL", new byte[8]).dataAndEnd();
    assertThat(read(bytes)).isEqualTo(new ImageHeader("PNG", 7, 5, 7, 3, false));
  }

  @Test
  void readsTheSizeOfAnEnormousImage() {
    byte[] png = new PngBytes().header(60_000, 60_000).dataAndEnd();
    assertThat(read(png)).isEqualTo(new ImageHeader("PNG", 60_000, 60_000, 1, 3, false));
  }

  @Test
  void rejectsAFileThatEndsBeforeTheImageData() {
    byte[] png = new PngBytes().header(7, 5).chunk("tEXt", new byte[100]).dataAndEnd();
    assertThat(read(Arrays.copyOf(png, 30)))
        .isEqualTo(
            new Unusable(
                "image.truncated",
                "the file ends at byte 30, before the end of the first chunk (IHDR)"));
    assertThat(read(Arrays.copyOf(png, 100)))
        .isEqualTo(
            new Unusable(
                "image.truncated",
                "the file ends at byte 100, before the end of the chunks before the image data"
                    + " (IDAT)"));
  }

  @Test
  void rejectsADamagedSignature() {
    byte[] png = new PngBytes().header(7, 5).dataAndEnd();
    png[4] = '\n';
    refuses(png, "a damaged PNG signature, as after a transfer in text mode");
  }

  @Test
  void rejectsAnotherFirstChunk() {
    refuses(
        new PngBytes().chunk("gAMA", new byte[4]).header(7, 5).dataAndEnd(),
        "no IHDR chunk of 13 bytes at the start of the PNG");
    refuses(
        new PngBytes().chunk("IHDR", new byte[14]).dataAndEnd(),
        "no IHDR chunk of 13 bytes at the start of the PNG");
  }

  @Test
  void rejectsAWrongChecksum() {
    byte[] png = new PngBytes().header(7, 5).dataAndEnd();
    png[19]++;
    refuses(png, "a wrong checksum of the first chunk (IHDR)");
  }

  @Test
  void rejectsInvalidImageHeaders() {
    refuses(new PngBytes().header(-1, 5).dataAndEnd(), "a width or height above 2147483647");
    refuses(new PngBytes().header(7, -1).dataAndEnd(), "a width or height above 2147483647");
    refuses(new PngBytes().header(7, 5, 8, 5, 0).dataAndEnd(), "the color type 5");
  }

  /** Table 11.1 of the PNG specification. */
  @ParameterizedTest
  @CsvSource({"0, 1 2 4 8 16", "2, 8 16", "3, 1 2 4 8", "4, 8 16", "6, 8 16"})
  void acceptsTheBitDepthsOfEachColorType(int colorType, String bitDepths) {
    List<String> allowed = List.of(bitDepths.split(" "));
    for (int bitDepth = 0; bitDepth < 256; bitDepth++) {
      byte[] png = new PngBytes().header(7, 5, bitDepth, colorType, 0).dataAndEnd();
      if (allowed.contains(String.valueOf(bitDepth))) {
        assertThat(read(png)).isInstanceOf(ImageHeader.class);
      } else {
        refuses(png, "the bit depth " + bitDepth + " with the color type " + colorType);
      }
    }
  }

  @Test
  void rejectsUnknownMethods() throws IOException {
    refuses(BrokenImages.read("bad_depth.png"), "the bit depth 7 with the color type 2");
    refuses(new PngBytes().header(7, 5, 8, 2, 2).dataAndEnd(), "the interlace method 2");
    refuses(withMethod(26), "the compression method 1");
    refuses(withMethod(27), "the filter method 1");
  }

  private static byte[] withMethod(int position) {
    byte[] png = new PngBytes().header(7, 5).dataAndEnd();
    png[position] = 1;
    PngBytes.correctChecksum(png);
    return png;
  }

  @Test
  void namesTheAppleVariant() throws IOException {
    assertThat(read(BrokenImages.read("cgbi.png")))
        .isEqualTo(
            new Unusable(
                "image.unsupported-format",
                "a PNG file in Apple's CgBI variant, which only Apple's decoders read",
                "convert it: xcrun -sdk iphoneos pngcrush -revert-iphone-optimizations in.png"
                    + " out.png"));
  }

  @Test
  void rejectsAPngWithoutPixels() {
    assertThat(read(new PngBytes().header(0, 5).dataAndEnd()))
        .isEqualTo(new Unusable("image.no-pixels", "0 x 5 pixels"));
    assertThat(read(new PngBytes().header(7, 0).dataAndEnd()))
        .isEqualTo(new Unusable("image.no-pixels", "7 x 0 pixels"));
  }

  @Test
  void rejectsAPngWithoutImageData() {
    refuses(
        new PngBytes().header(7, 5).chunk("IEND", new byte[0]).toBytes(), "no image data (IDAT)");
  }

  @Test
  void rejectsAnImpossibleChunk() {
    byte[] png =
        new ByteWriter()
            .bytes(new PngBytes().header(7, 5).toBytes())
            .u32(-1)
            .text("tEXt")
            .zeros(50)
            .toBytes();
    refuses(png, "a chunk of 4294967295 bytes at byte 33");
  }

  private static void refuses(byte[] png, String found) {
    assertThat(read(png)).isEqualTo(new Unusable("image.corrupt", found));
  }

  private static HeaderStep read(byte[] png) {
    return WindowedReader.read(png, 128);
  }
}
