package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests, on drawings, which differences a copy may have. */
class CropMatcherTest {
  private static final int SIDE = Sample.SOURCE_SIDE;

  /** Draws ellipses. */
  private static BufferedImage drawing(long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(2 * SIDE, 2 * SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < 40; i++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      int x = random.nextInt(540) - 60;
      int y = random.nextInt(540) - 60;
      pen.fillOval(x, y, 25 + random.nextInt(130), 25 + random.nextInt(130));
    }
    pen.dispose();
    return image;
  }

  private static int[] pixels(BufferedImage image, int left, int right, int top, int bottom) {
    BufferedImage square = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = square.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.drawImage(image, 0, 0, SIDE, SIDE, left, top, 2 * SIDE - right, 2 * SIDE - bottom, null);
    pen.dispose();
    return ((DataBufferInt) square.getRaster().getDataBuffer()).getData();
  }

  private static Sample sample(long seed) {
    return Sample.of(pixels(drawing(seed), 0, 0, 0, 0), 1);
  }

  /** Changes each channel of each pixel. */
  private static Sample changed(long seed, IntUnaryOperator change, int channels) {
    int[] pixels = pixels(drawing(seed), 0, 0, 0, 0);
    for (int i = 0; i < pixels.length; i++) {
      int changed = 0;
      for (int shift = 0; shift < 24; shift += 8) {
        int level = pixels[i] >> shift & 0xFF;
        int other = (channels >> shift & 1) == 0 ? level : change.applyAsInt(level);
        changed |= Math.max(0, Math.min(255, other)) << shift;
      }
      pixels[i] = changed;
    }
    return Sample.of(pixels, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void acceptsNoiseAndSlightlyLowerContrast(long seed) {
    Random random = new Random(seed);
    assertThat(CropMatcher.isCopy(sample(seed), sample(seed))).isTrue();
    assertThat(
            CropMatcher.isCopy(
                sample(seed), changed(seed, level -> level + random.nextInt(17) - 8, 0x010101)))
        .isTrue();
    assertThat(
            CropMatcher.isCopy(
                sample(seed), changed(seed, level -> 128 + (level - 128) * 97 / 100, 0x010101)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 25, 0, 0, 0",
    "2, 0, 25, 0, 0",
    "3, 0, 0, 25, 0",
    "4, 0, 0, 0, 25",
    "5, 25, 25, 25, 25",
    "6, 10, 5, 20, 0",
    "7, 0, 20, 5, 10",
    "8, 20, 0, 0, 20"
  })
  void acceptsCrops(long seed, int left, int right, int top, int bottom) {
    float aspect = (512f - left - right) / (512 - top - bottom);
    int[] crop = pixels(drawing(seed), left, right, top, bottom);

    assertThat(CropMatcher.isCopy(sample(seed), Sample.of(crop, aspect))).isTrue();
    assertThat(CropMatcher.isCopy(sample(seed), Sample.of(crop, aspect * 1.08f))).isFalse();
    assertThat(CropMatcher.isCopy(sample(seed), Sample.of(crop, aspect / 1.08f))).isFalse();
    assertThat(CropMatcher.isCopy(sample(seed + 1), Sample.of(crop, aspect))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rejectsChangedBrightnessOrColor(long seed) {
    for (int change : new int[] {-8, 8}) {
      assertThat(CropMatcher.isCopy(sample(seed), changed(seed, l -> l + change, 0x010101)))
          .isFalse();
    }
    assertThat(CropMatcher.isCopy(sample(seed), changed(seed, l -> 255 - l, 1))).isFalse();
    assertThat(CropMatcher.isCopy(sample(seed), changed(seed, l -> l + 30, 1))).isFalse();
    assertThat(CropMatcher.isCopy(sample(seed), changed(seed, l -> 255 - l, 0x010000))).isFalse();
  }

  /** An added object is detected anywhere in the drawing. */
  @Test
  void rejectsOneAddedObject() {
    for (int y = 20; y < 480; y += 92) {
      for (int x = 20; x < 480; x += 92) {
        BufferedImage image = drawing(1);
        boolean dark = (image.getRGB(x + 17, y + 17) >> 8 & 0xFF) < 128;
        Graphics2D pen = image.createGraphics();
        pen.setColor(dark ? Color.WHITE : Color.BLACK);
        pen.fillRect(x, y, 30, 30);
        pen.dispose();

        assertThat(CropMatcher.isCopy(sample(1), Sample.of(pixels(image, 0, 0, 0, 0), 1)))
            .as("square at %d, %d", x, y)
            .isFalse();
      }
    }
  }

  /** Shifting fine stripes does not change the mean of a block. */
  @ParameterizedTest
  @ValueSource(ints = {12, 16, 20})
  void distinguishesShiftedStripes(int period) {
    int[] one = new int[SIDE * SIDE];
    int[] other = new int[SIDE * SIDE];
    for (int i = 0; i < one.length; i++) {
      one[i] = i % SIDE % period < period / 2 ? 0x606060 : 0xA0A0A0;
      other[i] = 0xFFFFFF - one[i];
    }
    assertThat(CropMatcher.isCopy(Sample.of(one, 1), Sample.of(one, 1))).isTrue();
    assertThat(CropMatcher.isCopy(Sample.of(one, 1), Sample.of(other, 1))).isFalse();
  }
}
