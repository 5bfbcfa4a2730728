package io.github.titanembeddings.internal.image;

import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_BYTE_INDEXED;
import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static java.awt.image.BufferedImage.TYPE_USHORT_GRAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.PngBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The colors and the transparency of fitted images. */
class ImageFitterColorTest {
  private static final TargetSize GOAL =
      new TargetSize(16, Long.MAX_VALUE, 100_000, DecodeLimits.ofPixels(1_000_000));

  @Test
  void keepsAlphaInPng() throws Exception {
    BufferedImage translucent = SampleImages.plain(TYPE_INT_ARGB, 64, 32, 0x800040C0);
    FittedImage fitted = fit(SampleImages.encode(translucent, "png"));
    BufferedImage image = SampleImages.decode(fitted.bytes());
    assertThat(image.getRGB(3, 3) >>> 24).isEqualTo(0x80);
    SampleImages.assertColor(image, 3, 3, 0x0040C0);
    assertThat(fitted.flattened()).isFalse();
  }

  @Test
  void dropsAlphaThatNoPixelUses() throws Exception {
    BufferedImage opaque = SampleImages.plain(TYPE_INT_ARGB, 64, 32, 0xFF0040C0);
    FittedImage fitted = fit(SampleImages.encode(opaque, "png"));
    BufferedImage image = SampleImages.decode(fitted.bytes());
    assertThat(image.getColorModel().hasAlpha()).isFalse();
    SampleImages.assertColor(image, 3, 3, 0x0040C0);
  }

  @Test
  void readsAPalette() throws Exception {
    BufferedImage indexed = SampleImages.plain(TYPE_BYTE_INDEXED, 64, 32, 0xFFFF0000);
    assertColor(fit(SampleImages.encode(indexed, "png")), 0xFF0000);
  }

  @Test
  void readsATransparentColor() throws Exception {
    BufferedImage gray = SampleImages.plain(TYPE_BYTE_GRAY, 4, 4, 0xFF000000);
    byte[] png = SampleImages.encode(gray, "png");
    byte[] transparentBlack = new PngBytes().chunk("tRNS", new byte[2]).toBytes();
    byte[] transparent =
        new ByteWriter()
            .bytes(Arrays.copyOf(png, 33))
            .bytes(Arrays.copyOfRange(transparentBlack, 8, transparentBlack.length))
            .bytes(Arrays.copyOfRange(png, 33, png.length))
            .toBytes();
    BufferedImage image = SampleImages.decode(fit(transparent).bytes());
    assertThat(image.getRGB(1, 1) >>> 24).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void keepsTheBrightnessOfGray(String formatName) throws Exception {
    BufferedImage gray = new BufferedImage(64, 32, TYPE_BYTE_GRAY);
    fill(gray.getRaster(), 100);
    assertColor(fit(SampleImages.encode(gray, formatName)), 0x646464);
  }

  @Test
  void keepsTheBrightnessOf16BitGray() throws Exception {
    BufferedImage gray = new BufferedImage(64, 32, TYPE_USHORT_GRAY);
    fill(gray.getRaster(), 100 * 257);
    assertColor(fit(SampleImages.encode(gray, "png")), 0x646464);
  }

  @ParameterizedTest
  @ValueSource(ints = {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT})
  void keepsTheBrightnessOfTranslucentGray(int type) throws Exception {
    int unit = type == DataBuffer.TYPE_BYTE ? 1 : 257;
    BufferedImage gray = components(ColorSpace.CS_GRAY, true, type, 100 * unit, 200 * unit);
    BufferedImage image = SampleImages.decode(fit(SampleImages.encode(gray, "png")).bytes());
    int pixel = image.getRGB(3, 3);
    assertThat(pixel >>> 24).isEqualTo(200);
    assertThat(pixel & 0xFF).isBetween(99, 101);
  }

  @Test
  void reads16BitColor() throws Exception {
    BufferedImage deep =
        components(
            ColorSpace.CS_sRGB, false, DataBuffer.TYPE_USHORT, 50 * 257, 110 * 257, 170 * 257);
    assertColor(fit(SampleImages.encode(deep, "png")), 0x326EAA);
  }

  @Test
  void convertsOtherColorSpaces() {
    BufferedImage linear =
        components(ColorSpace.CS_LINEAR_RGB, false, DataBuffer.TYPE_BYTE, 55, 55, 55);
    SampleImages.assertColor(PlainPixels.of(linear), 3, 3, 0x808080);
  }

  @Test
  void reads16BitColorWithAlpha() throws Exception {
    BufferedImage deep =
        components(
            ColorSpace.CS_sRGB,
            true,
            DataBuffer.TYPE_USHORT,
            50 * 257,
            110 * 257,
            170 * 257,
            99 * 257);
    BufferedImage image = SampleImages.decode(fit(SampleImages.encode(deep, "png")).bytes());
    assertThat(image.getRGB(3, 3) >>> 24).isEqualTo(99);
    SampleImages.assertColor(image, 3, 3, 0x326EAA);
  }

  @Test
  void readsFloatingPointGray() {
    BufferedImage gray = components(ColorSpace.CS_GRAY, false, DataBuffer.TYPE_FLOAT, 1);
    SampleImages.assertColor(PlainPixels.of(gray), 3, 3, 0xFFFFFF);
  }

  private static FittedImage fit(byte[] image) throws Exception {
    return ImageFitter.fit(new CountingImage(image), GOAL);
  }

  private static void assertColor(FittedImage fitted, int rgb) throws Exception {
    SampleImages.assertColor(SampleImages.decode(fitted.bytes()), 3, 3, rgb);
  }

  private static BufferedImage components(int space, boolean alpha, int type, int... samples) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            type);
    WritableRaster raster = model.createCompatibleWritableRaster(64, 128);
    fill(raster, samples);
    return new BufferedImage(model, raster, false, null);
  }

  private static void fill(WritableRaster raster, int... samples) {
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        raster.setPixel(x, y, samples);
      }
    }
  }
}
