package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the thresholds of each flaw. */
class ImageFlawsTest {
  private static final int SIDE = Sample.SOURCE_SIDE;
  private static final int GRAY = 0x010101;

  private static ImageFlaws.Found find(boolean alpha, IntBinaryOperator colorAt) {
    int[] pixels = new int[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = colorAt.applyAsInt(i % SIDE, i / SIDE);
    }
    return ImageFlaws.find(pixels, alpha);
  }

  private static @Nullable String code(IntBinaryOperator colorAt) {
    ImageFlaws.Flaw flaw = find(false, colorAt).flaw();
    return flaw == null ? null : flaw.code();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 108, image.uniform",
    "100, 109,",
    "0, 24, image.dark",
    "0, 25,",
    "240, 255, image.bright",
    "239, 255,"
  })
  void comparesLevelsWithTheLimits(int one, int other, @Nullable String code) {
    assertThat(code((x, y) -> (x < 128 ? one : other) * GRAY)).isEqualTo(code);
    for (int half : new int[] {127, 128}) {
      assertThat(code((x, y) -> (y < half ? one : other) * GRAY)).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 16})
  void findsDifferencesInEachColor(int shift) {
    assertThat(code((x, y) -> 50 * GRAY + ((x < 128 ? 8 : 0) << shift))).isEqualTo("image.uniform");
    assertThat(code((x, y) -> 50 * GRAY + ((x < 128 ? 9 : 0) << shift))).isNull();
    assertThat(code((x, y) -> 50 * GRAY + ((y < 128 ? 9 : 0) << shift))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "6, 5, image.low-detail",
    "6, 30, image.low-detail",
    "7, 5,",
    "7, 10,",
    "7, 11, image.blurred",
    "20, 10,"
  })
  void comparesStepsWithTheLimits(int step, int steps, @Nullable String code) {
    assertThat(code((x, y) -> (40 + step * Math.min(steps, x / 8)) * GRAY)).isEqualTo(code);
    assertThat(code((x, y) -> (40 + step * Math.min(steps, y / 7)) * GRAY)).isEqualTo(code);
  }

  @Test
  void statesTheWidthOfABlurredEdge() {
    ImageFlaws.Flaw flaw = find(false, (x, y) -> (40 + 7 * Math.min(20, x / 8)) * GRAY).flaw();

    assertThat(flaw)
        .isEqualTo(
            new ImageFlaws.Flaw(
                "image.blurred", "heavily blurred: the sharpest edge is 7.8 % of the image wide"));
    assertThat(find(false, (x, y) -> x < 128 ? 0x333333 : 0x383838).flaw())
        .isEqualTo(
            new ImageFlaws.Flaw("image.uniform", "one color only: levels differ by 5 of 255"));
  }

  @Test
  void findsOneVisiblePixel() {
    assertThat(find(true, (x, y) -> 0x07FFFFFF))
        .extracting("flaw.code")
        .isEqualTo("image.transparent");
    assertThat(find(true, (x, y) -> x + y == 0 ? 0x08FFFFFF : 0x07FFFFFF))
        .extracting("flaw.code")
        .isEqualTo("image.uniform");
    assertThat(code((x, y) -> 0x0064 + x)).isNotEqualTo("image.transparent");
  }

  /** Of 30,258 pixels, up to 9 count as noise and up to 60 are too few to compare the image. */
  @ParameterizedTest
  @CsvSource({"9, true, false", "10, false, false", "60, false, false", "61, false, true"})
  void ignoresNoise(int count, boolean uniform, boolean comparable) {
    ImageFlaws.Found found =
        find(false, (x, y) -> x >= 50 && x < 50 + count && y == 101 ? 0xFF4040 : 0x404040);

    assertThat(found.flaw() != null).isEqualTo(uniform);
    assertThat(found.comparable()).isEqualTo(comparable);
  }

  /** Up to 60 light pixels in a dark image, or dark ones in a light image, are too few. */
  @ParameterizedTest
  @CsvSource({"0, 25, 60, false", "0, 25, 61, true", "255, 239, 60, false", "255, 239, 61, true"})
  void excludesImagesOfOneBrightnessFromComparison(
      int ground, int color, int count, boolean comparable) {
    assertThat(
            find(false, (x, y) -> (x >= 50 && x < 50 + count && y == 101 ? color : ground) * GRAY)
                .comparable())
        .isEqualTo(comparable);
  }

  @Test
  void ignoresABorder() {
    assertThat(code((x, y) -> isWithin(5, x, y) ? 0x404040 : 0)).isEqualTo("image.uniform");
    assertThat(code((x, y) -> isWithin(6, x, y) ? 0x404040 : 0)).isNull();
    assertThat(code((x, y) -> x >= 6 ? 0x404040 : 0)).isNull();
    assertThat(code((x, y) -> x < SIDE - 6 ? 0x404040 : 0)).isNull();
    assertThat(code((x, y) -> y >= 6 ? 0x404040 : 0)).isNull();
  }

  private static boolean isWithin(int border, int x, int y) {
    return Math.min(x, y) >= border && Math.max(x, y) < SIDE - border;
  }
}
