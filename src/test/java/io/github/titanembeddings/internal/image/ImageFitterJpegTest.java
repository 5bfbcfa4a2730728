package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.JpegBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JPEG files that some readers do not support. */
class ImageFitterJpegTest {
  private static final TargetSize GOAL =
      new TargetSize(16, Long.MAX_VALUE, 100_000, DecodeLimits.ofPixels(1_000_000));

  @ParameterizedTest
  @CsvSource({
    "0, 255, 255, 255, 0x00FFFF",
    "255, 0, 255, 255, 0xFF00FF",
    "255, 255, 255, 128, 0x808080",
    "200, 100, 50, 180, 0x8E4724"
  })
  void readsCmyk(int cyan, int magenta, int yellow, int black, String rgb) throws Exception {
    byte[] jpeg = cmyk(cyan, magenta, yellow, black);
    assertColor(decoder(jpeg).decode().image(), Integer.decode(rgb));
    FittedImage fitted = ImageFitter.fit(new CountingImage(jpeg), GOAL);
    assertThat(fitted.width()).isEqualTo(16);
    assertColor(SampleImages.decode(fitted.bytes()), Integer.decode(rgb));
  }

  @Test
  void namesALibraryThatReadsCmyk() throws Exception {
    byte[] jpeg = cmyk(1, 2, 3, 4);
    assertThatThrownBy(() -> decoder(Arrays.copyOf(jpeg, jpeg.length / 2)).decode())
        .isInstanceOf(UnfitImageException.class)
        .hasMessageStartingWith(
            "image.unreadable: a CMYK JPEG file (com.twelvemonkeys.imageio:imageio-jpeg reads what"
                + " an older JDK can't) that can't be decoded:")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void readsAJpegWithAGrayProfile() throws Exception {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    assertProfileIsIgnored(profile);
  }

  @Test
  void readsAJpegWithABrokenProfile() throws Exception {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    Arrays.fill(profile, 128, 300, (byte) 0xEE);
    assertProfileIsIgnored(profile);
    assertProfileIsIgnored(new byte[300]);
  }

  private static void assertProfileIsIgnored(byte[] profile) throws Exception {
    byte[] jpeg = withProfile(profile);
    assertColor(decoder(jpeg).decode().image(), 0xFF0000);
    FittedImage fitted = ImageFitter.fit(new CountingImage(jpeg), GOAL);
    assertColor(SampleImages.decode(fitted.bytes()), 0xFF0000);
  }

  /** Decodes by the JDK's readers alone, as if no others were on the class path. */
  private static ImageDecoder decoder(byte[] jpeg) throws IOException {
    ImageData image = new CountingImage(jpeg);
    return new ImageDecoder(
        image,
        ImageHeaderParser.read(image),
        GOAL.side(),
        PlainPixels.MAX_DECODED_PIXELS,
        GOAL.source(),
        false,
        ImageFitterJpegTest::readersOfTheJdk);
  }

  private static void assertColor(BufferedImage image, int rgb) {
    SampleImages.assertColor(image, 1, 1, rgb);
  }

  private static byte[] withProfile(byte[] profile) throws Exception {
    byte[] jpeg = SampleImages.encode(SampleImages.quarters(64, 64), "jpeg");
    byte[] segment = new ByteWriter().text("ICC_PROFILE\0\1\1").bytes(profile).toBytes();
    return new ByteWriter()
        .bytes(new JpegBytes().segment(0xE2, segment).toBytes())
        .bytes(Arrays.copyOfRange(jpeg, 2, jpeg.length))
        .toBytes();
  }

  /** One color all over; 0 is all of an ink, as Adobe writes it. */
  private static byte[] cmyk(int... samples) throws Exception {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 64, 64, 4, null);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        raster.setPixel(x, y, samples);
      }
    }
    byte[] jpeg = SampleImages.encode(new IIOImage(raster, null, null), "jpeg", false);
    return new ByteWriter()
        .bytes(new JpegBytes().adobe(0).toBytes())
        .bytes(Arrays.copyOfRange(jpeg, 2, jpeg.length))
        .toBytes();
  }

  private static Iterator<ImageReader> readersOfTheJdk(Object input) {
    List<ImageReader> readers =
        StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(ImageIO.getImageReaders(input), 0), false)
            .filter(reader -> reader.getClass().getName().startsWith("com.sun."))
            .toList();
    return readers.iterator();
  }
}
