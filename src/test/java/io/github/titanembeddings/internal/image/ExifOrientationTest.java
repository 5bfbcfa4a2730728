package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.ExifBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExifOrientationTest {
  @ParameterizedTest
  @CsvSource({
    "1, 60, 40, 0x00FF00",
    "3, 60, 40, 0x0000FF",
    "6, 40, 60, 0xFF0000",
    "8, 40, 60, 0xFFFF00"
  })
  void readsTheOrientationOfATiff(int orientation, int width, int height, int topRight)
      throws Exception {
    FittedImage fitted =
        ImageFitter.fit(
            new CountingImage(tiff(orientation)),
            new TargetSize(60, Long.MAX_VALUE, 1_000_000, DecodeLimits.ofPixels(10_000_000)));

    assertThat(fitted.originalFormatName()).isEqualTo("TIFF");
    assertThat(fitted.width()).isEqualTo(width);
    assertThat(fitted.height()).isEqualTo(height);
    assertThat(fitted.oriented()).isEqualTo(orientation != 1);
    BufferedImage image = SampleImages.decode(fitted.bytes());
    SampleImages.assertColor(image, image.getWidth() - 5, 5, topRight);
  }

  @Test
  void readsOnlyTheNeededTags() throws Exception {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] file = ExifBytes.orientation(8, order, 100_000, 200);

      assertThat(ExifOrientation.ofTiff(new CountingImage(file))).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 12, 20})
  void treatsATruncatedFileAsUpright(int length) throws Exception {
    byte[] file = ExifBytes.orientation(8, ByteOrder.LITTLE_ENDIAN, 8, 0);

    assertThat(ExifOrientation.ofTiff(new CountingImage(Arrays.copyOf(file, length)))).isEqualTo(1);
  }

  private static byte[] tiff(int orientation) throws Exception {
    BufferedImage image = SampleImages.quarters(120, 80);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    IIOMetadata plain =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
    writer.dispose();
    TIFFDirectory directory = TIFFDirectory.createFromMetadata(plain);
    directory.addTIFFField(
        new TIFFField(
            BaselineTIFFTagSet.getInstance().getTag(BaselineTIFFTagSet.TAG_ORIENTATION),
            orientation));
    return SampleImages.encode(new IIOImage(image, null, directory.getAsMetadata()), "tiff", false);
  }
}
