package io.github.titanembeddings.internal.image;

import static java.awt.image.BufferedImage.TYPE_BYTE_BINARY;
import static java.awt.image.BufferedImage.TYPE_BYTE_INDEXED;
import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.ExifBytes;
import io.github.titanembeddings.support.image.JpegBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Size, format and orientation of fitted images. */
class ImageFitterTest {
  private static final int RED = 0xFF0000;
  private static final int GREEN = 0x00FF00;
  private static final int BLUE = 0x0000FF;
  private static final int YELLOW = 0xFFFF00;

  @ParameterizedTest
  @CsvSource({
    "300, 200, 150, 150, 100",
    "200, 300, 150, 100, 150",
    "1000, 999, 100, 100, 100",
    "1601, 700, 100, 100, 44",
    "100, 50, 100, 100, 50",
    "100, 50, 4000, 100, 50",
    "10000, 1, 64, 64, 1",
    "3, 5000, 64, 1, 64",
    "1, 1, 1, 1, 1"
  })
  void scalesTheLongSideAndKeepsTheAspect(
      int width, int height, int side, int fittedWidth, int fittedHeight) throws Exception {
    byte[] png = SampleImages.encode(SampleImages.quarters(width, height), "png");
    FittedImage fitted = fit(png, side);
    BufferedImage image = SampleImages.decode(fitted.bytes());
    assertThat(image.getWidth()).isEqualTo(fitted.width()).isEqualTo(fittedWidth);
    assertThat(image.getHeight()).isEqualTo(fitted.height()).isEqualTo(fittedHeight);
    assertThat(fitted.originalWidth()).isEqualTo(width);
    assertThat(fitted.originalHeight()).isEqualTo(height);
    assertThat(fitted.scaled()).isEqualTo(fittedWidth < width || fittedHeight < height);
  }

  @ParameterizedTest
  @CsvSource({"png, 30", "png, 1000", "jpeg, 30", "jpeg, 1000"})
  void keepsTheColorOfEachQuarter(String formatName, int side) throws Exception {
    byte[] image = SampleImages.encode(SampleImages.quarters(320, 240), formatName);
    assertQuarters(fit(image, side), RED, GREEN, BLUE, YELLOW);
  }

  @Test
  void averagesFineDetailInsteadOfSkippingIt() throws Exception {
    BufferedImage stripes = new BufferedImage(512, 512, TYPE_INT_RGB);
    for (int x = 0; x < 512; x += 2) {
      for (int y = 0; y < 512; y++) {
        stripes.setRGB(x, y, 0xFFFFFF);
      }
    }
    BufferedImage gray = SampleImages.decode(fit(SampleImages.encode(stripes, "png"), 128).bytes());
    for (int x = 0; x < 128; x++) {
      assertThat(gray.getRGB(x, 64) & 0xFF).isBetween(126, 129);
    }
  }

  @ParameterizedTest
  @CsvSource({"PNG, PNG, false", "JPEG, JPEG, false", "BMP, JPEG, true", "TIFF, JPEG, true"})
  void keepsPngAndJpegAndConvertsOthers(String format, String fittedFormat, boolean converted)
      throws Exception {
    FittedImage fitted = fit(SampleImages.encode(SampleImages.quarters(64, 32), format), 32);
    assertThat(fitted.originalFormatName()).isEqualTo(format);
    assertThat(fitted.formatName()).isEqualTo(fittedFormat);
    assertThat(fitted.converted()).isEqualTo(converted);
    assertThat(formatOf(fitted)).isEqualTo(fittedFormat);
    assertQuarters(fitted, RED, GREEN, BLUE, YELLOW);
  }

  @Test
  void convertsOtherFormatsWithAPaletteOrAlphaToPng() throws Exception {
    BufferedImage indexed = SampleImages.quarters(TYPE_BYTE_INDEXED, 64, 32);
    BufferedImage alpha = SampleImages.plain(TYPE_INT_ARGB, 64, 32, 0x80FF0000);
    BufferedImage bits = SampleImages.quarters(TYPE_BYTE_BINARY, 64, 32);
    assertThat(fit(SampleImages.encode(indexed, "GIF"), 32).formatName()).isEqualTo("PNG");
    assertThat(fit(SampleImages.encode(indexed, "BMP"), 32).formatName()).isEqualTo("PNG");
    assertThat(fit(SampleImages.encode(alpha, "TIFF"), 32).formatName()).isEqualTo("PNG");
    FittedImage wbmp = fit(SampleImages.encode(bits, "WBMP"), 32);
    assertThat(wbmp.formatName()).isEqualTo("PNG");
    assertThat(wbmp.originalFormatName()).isEqualTo("WBMP");
  }

  @Test
  void usesTheFirstOfSeveralImages() throws Exception {
    ByteArrayOutputStream gif = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(gif)) {
      writer.setOutput(output);
      writer.prepareWriteSequence(null);
      for (int color : new int[] {RED, BLUE}) {
        BufferedImage frame = SampleImages.plain(TYPE_BYTE_INDEXED, 8, 8, 0xFF000000 | color);
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    assertQuarters(fit(gif.toByteArray(), 8), RED, RED, RED, RED);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 60, 40, red, green, blue, yellow",
    "2, 60, 40, green, red, yellow, blue",
    "3, 60, 40, yellow, blue, green, red",
    "4, 60, 40, blue, yellow, red, green",
    "5, 40, 60, red, blue, green, yellow",
    "6, 40, 60, blue, red, yellow, green",
    "7, 40, 60, yellow, green, blue, red",
    "8, 40, 60, green, yellow, red, blue"
  })
  void rotatesTheImageUpright(
      int orientation,
      int width,
      int height,
      String topLeft,
      String topRight,
      String bottomLeft,
      String bottomRight)
      throws Exception {
    byte[] stored = SampleImages.encode(SampleImages.quarters(120, 80), "jpeg");
    byte[] exif = ExifBytes.orientation(orientation, ByteOrder.LITTLE_ENDIAN, 8, 0);
    FittedImage fitted = fit(withExif(stored, exif), 60);
    assertThat(fitted.width()).isEqualTo(width);
    assertThat(fitted.height()).isEqualTo(height);
    assertThat(fitted.originalWidth()).isEqualTo(120);
    assertThat(fitted.oriented()).isEqualTo(orientation != 1);
    assertQuarters(fitted, color(topLeft), color(topRight), color(bottomLeft), color(bottomRight));
    assertThat(ImageHeaderParser.read(new CountingImage(fitted.bytes())))
        .isEqualTo(new ImageHeader("JPEG", width, height, 1, 3, false));
  }

  private static byte[] withExif(byte[] jpeg, byte[] exif) {
    return new ByteWriter()
        .bytes(new JpegBytes().exif(exif).toBytes())
        .bytes(Arrays.copyOfRange(jpeg, 2, jpeg.length))
        .toBytes();
  }

  private static FittedImage fit(byte[] image, int side) throws Exception {
    return ImageFitter.fit(
        new CountingImage(image),
        new TargetSize(
            side, Long.MAX_VALUE, 1_000_000, new DecodeLimits(10_000_000, 10_000, 10_000, 100)));
  }

  private static String formatOf(FittedImage fitted) throws Exception {
    HeaderStep step = ImageHeaderParser.read(new CountingImage(fitted.bytes()));
    return ((ImageHeader) step).formatName();
  }

  private static int color(String name) {
    return switch (name) {
      case "red" -> RED;
      case "green" -> GREEN;
      case "blue" -> BLUE;
      default -> YELLOW;
    };
  }

  private static void assertQuarters(FittedImage fitted, int... colors) throws Exception {
    BufferedImage image = SampleImages.decode(fitted.bytes());
    int right = image.getWidth() - 2;
    int bottom = image.getHeight() - 2;
    SampleImages.assertColor(image, 1, 1, colors[0]);
    SampleImages.assertColor(image, right, 1, colors[1]);
    SampleImages.assertColor(image, 1, bottom, colors[2]);
    SampleImages.assertColor(image, right, bottom, colors[3]);
  }
}
