package io.github.titanembeddings.internal.image;

import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.JpegBytes;
import io.github.titanembeddings.support.image.PngBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged, truncated and unreadable images. */
class ImageFitterDamageTest {
  private static final TargetSize GOAL =
      new TargetSize(40, Long.MAX_VALUE, 100_000, DecodeLimits.ofPixels(1_000_000));

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "JPEG", "GIF", "BMP", "TIFF"})
  void rejectsATruncatedImage(String formatName) throws IOException {
    byte[] image = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 90, 90), formatName);
    assertRefused(Arrays.copyOf(image, image.length * 2 / 3), "image.unreadable");
  }

  @Test
  void namesAFailureWithoutAMessage() throws IOException {
    byte[] bmp = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 90, 90), "BMP");
    assertThatThrownBy(
            () -> ImageFitter.fit(new CountingImage(Arrays.copyOf(bmp, bmp.length / 2)), GOAL))
        .hasMessageEndingWith("a BMP file that can't be decoded: EOFException");
  }

  @Test
  void rejectsATruncatedProgressiveJpeg() throws IOException {
    byte[] image = SampleImages.encodeProgressive(SampleImages.noise(TYPE_INT_RGB, 90, 90), "jpeg");
    assertRefused(Arrays.copyOf(image, image.length / 2), "image.unreadable");
  }

  @Test
  void acceptsAJpegWithoutEndMarker() throws Exception {
    byte[] image = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 90, 90), "jpeg");
    CountingImage cut = new CountingImage(Arrays.copyOf(image, image.length - 2));
    assertThat(ImageFitter.fit(cut, GOAL).width()).isEqualTo(40);
  }

  @Test
  void rejectsWhatTheHeaderParserRejects() {
    assertRefused(new byte[0], "image.empty");
    assertRefused(new PngBytes().header(5, 0).dataAndEnd(), "image.no-pixels");
    assertRefused(new JpegBytes().jfif().scanAndEnd(), "image.corrupt");
    assertRefused(new JpegBytes().jfif().toBytes(), "image.truncated");
  }

  @Test
  void reportsAFormatWithoutReader() {
    ImageData image = new CountingImage("RIFF    WEBPVP8 ".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> ImageFitter.fit(image, GOAL))
        .isInstanceOf(UnfitImageException.class)
        .hasMessage(
            "image.unreadable: a WebP file, and no ImageIO reader on the class path reads it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "JPEG", "GIF", "BMP", "TIFF"})
  void fitsOrRejectsAnyBytes(String formatName) throws IOException {
    byte[] image = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 20, 20), formatName);
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = image.clone();
      for (int changes = random.nextInt(9); changes > 0; changes--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(ImageFitter.fit(new CountingImage(damaged), GOAL).bytes()).isNotEmpty();
      } catch (UnfitImageException e) {
        assertThat(e.code()).startsWith("image.");
      }
    }
  }

  @Test
  void passesOnReadFailures() throws IOException {
    for (String formatName : new String[] {"PNG", "JPEG", "GIF", "BMP", "TIFF"}) {
      byte[] image = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 200, 200), formatName);
      for (int reads = 0; reads < 4; reads++) {
        FailingImage failing = new FailingImage(new CountingImage(image), reads);
        assertThatThrownBy(() -> ImageFitter.fit(failing, GOAL))
            .isInstanceOf(IOException.class)
            .hasMessage("the disk is gone");
      }
    }
  }

  private static void assertRefused(byte[] image, String code) {
    assertThatThrownBy(() -> ImageFitter.fit(new CountingImage(image), GOAL))
        .isInstanceOfSatisfying(
            UnfitImageException.class, unfit -> assertThat(unfit.code()).isEqualTo(code));
  }

  /** An image that can be read n times. */
  private static final class FailingImage implements ImageData {
    private final ImageData image;
    private int readsLeft;

    FailingImage(ImageData image, int readsLeft) {
      this.image = image;
      this.readsLeft = readsLeft;
    }

    @Override
    public long size() {
      return image.size();
    }

    @Override
    public int read(long position, byte[] target) throws IOException {
      if (readsLeft-- <= 0) {
        throw new IOException("the disk is gone");
      }
      return image.read(position, target);
    }

    @Override
    public InputStream open() throws IOException {
      return image.open();
    }
  }

  @Test
  void rejectsATileLargerThanItsImage() {
    byte[] tiff = tiffWithATile(30_000);

    assertThatThrownBy(
            () ->
                ImageFitter.fit(
                    new CountingImage(tiff),
                    new TargetSize(40, Long.MAX_VALUE, 100_000, DecodeLimits.ofPixels(1_000_000))))
        .isInstanceOfSatisfying(
            UnfitImageException.class,
            e -> {
              assertThat(e.code()).isEqualTo("image.too-many-pixels");
              assertThat(e.found()).isEqualTo("30000 x 30000 pixels");
            });
  }

  /** A gray TIFF of 10 x 10 pixels in one square tile. */
  private static byte[] tiffWithATile(int side) {
    int[][] tags = {
      {256, 10},
      {257, 10},
      {258, 8},
      {259, 1},
      {262, 1},
      {277, 1},
      {322, side},
      {323, side},
      {324, 8},
      {325, 100}
    };
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + tags.length * 12 + 4);
    tiff.putInt(0x4D4D002A).putInt(8).putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
    }
    return tiff.putInt(0).array();
  }
}
