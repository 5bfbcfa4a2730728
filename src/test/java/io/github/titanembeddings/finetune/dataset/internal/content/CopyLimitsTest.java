package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests each limit on the differences of a copy separately. */
class CopyLimitsTest {
  private static final int SIDE = Sample.LUMA_SIDE;
  private static final int LUMAS = SIDE * SIDE;
  private static final int CHROMAS = Sample.CHROMA_SIDE * Sample.CHROMA_SIDE;

  private static byte[] bytes(IntBinaryOperator lumaAt) {
    byte[] bytes = new byte[Sample.BYTES];
    for (int i = 0; i < LUMAS; i++) {
      bytes[i] = (byte) lumaAt.applyAsInt(i % SIDE, i / SIDE);
    }
    return bytes;
  }

  /** Two flat halves. */
  private static int halves(int x) {
    return x < SIDE / 2 ? 100 : 140;
  }

  /** A checkerboard of 2 x 2 lumas, each of which becomes one compared value. */
  private static int texture(int x, int y) {
    return (x / 2 + y / 2) % 2 == 0 ? -5 : 5;
  }

  private static boolean isIn(int left, int top, int size, int x, int y) {
    return x >= left && x < left + size && y >= top && y < top + size;
  }

  private static boolean isCopy(byte[] one, byte[] other) {
    return CropMatcher.isCopy(new Sample(one, 1), new Sample(other, 1));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, true", "3, false", "-2, true", "-3, false"})
  void limitsTheMeanLuma(int difference, boolean copy) {
    assertThat(isCopy(bytes((x, y) -> halves(x)), bytes((x, y) -> halves(x) + difference)))
        .isEqualTo(copy);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, false"})
  void limitsTheDifferenceRelativeToTheContrast(int difference, boolean copy) {
    assertThat(isCopy(bytes((x, y) -> 100), bytes((x, y) -> 100 + difference))).isEqualTo(copy);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, true", "0, 2, false", "1, -1, true", "1, -2, false"})
  void limitsTheMeanOfEachColor(int plane, int difference, boolean copy) {
    byte[] one = bytes((x, y) -> halves(x));
    byte[] other = one.clone();
    int start = LUMAS + plane * CHROMAS;
    Arrays.fill(other, start, start + CHROMAS, (byte) difference);
    assertThat(isCopy(one, other)).isEqualTo(copy);
  }

  @Test
  void limitsTheColorOfEachBlock() {
    byte[] one = bytes((x, y) -> halves(x));
    for (int plane = 0; plane < 2; plane++) {
      for (int corner : new int[] {0, 13, 13 * 16, 13 * 17, 6 * 17}) {
        for (int difference = 2; difference < 4; difference++) {
          byte[] other = one.clone();
          for (int i = 0; i < 9; i++) {
            other[LUMAS + plane * CHROMAS + corner + i / 3 * 16 + i % 3] = (byte) difference;
          }
          assertThat(isCopy(one, other)).isEqualTo(difference == 2);
        }
      }
    }
  }

  @Test
  void limitsTheLumaOfEachFlatBlock() {
    for (int top : new int[] {0, 28, 56}) {
      for (int left : new int[] {0, 12, 56}) {
        assertThat(isCopyWithBlock(0, left, top, 8, 3)).isTrue();
        assertThat(isCopyWithBlock(0, left, top, 8, 6)).isFalse();
      }
    }
  }

  @Test
  void allowsLargerDifferencesInDetailedBlocks() {
    for (int top : new int[] {2, 28, 52}) {
      assertThat(isCopyWithBlock(1, 12, top, 10, 6)).isTrue();
      assertThat(isCopyWithBlock(1, 12, top, 10, 11)).isFalse();
    }
  }

  private static boolean isCopyWithBlock(int texture, int left, int top, int size, int difference) {
    return isCopy(
        bytes((x, y) -> halves(x) + texture * texture(x, y)),
        bytes(
            (x, y) ->
                halves(x)
                    + texture * texture(x, y)
                    + (isIn(left, top, size, x, y) ? difference : 0)));
  }

  /** Distinguishes a copy from an image that differs only in a word. */
  @Test
  void limitsTheDifferenceOfASingleValue() {
    for (int top : new int[] {1, 31, 62}) {
      for (int left : new int[] {1, 20, 62}) {
        assertThat(isCopyWithBlock(0, left, top, 1, 22)).isTrue();
        assertThat(isCopyWithBlock(0, left, top, 1, 28)).isFalse();
        assertThat(isCopyWithBlock(0, left, top, 1, -22)).isTrue();
        assertThat(isCopyWithBlock(0, left, top, 1, -28)).isFalse();
      }
    }
  }

  /** All values differ slightly, one of them far more. */
  @Test
  void allowsALargerOutlierIfAllValuesDiffer() {
    byte[] one = bytes((x, y) -> halves(x));
    for (int difference : new int[] {40, 60}) {
      byte[] other =
          bytes(
              (x, y) -> halves(x) + (x + y) % 2 * 2 - 1 + (isIn(20, 20, 1, x, y) ? difference : 0));
      assertThat(isCopy(one, other)).isEqualTo(difference == 40);
    }
  }

  @Test
  void comparesTheDetailOfEachPatch() {
    int[] noise = new Random(1).ints(LUMAS, 0, 2).map(bit -> 14 * bit - 7).toArray();
    int[] lefts = {0, 8, 40, 48}; // not across the edge between the halves, which agrees
    for (int patch = 0; patch < 28; patch++) {
      int left = lefts[patch % 4];
      int top = patch / 4 * 8;
      byte[] one = bytes((x, y) -> halves(x));
      byte[] other = one.clone();
      for (int y = top; y < top + 16; y++) {
        for (int x = left; x < left + 16; x++) {
          one[y * SIDE + x] += (byte) noise[y / 2 * SIDE + x / 2];
          other[y * SIDE + x] -= (byte) noise[y / 2 * SIDE + x / 2];
        }
      }
      assertThat(isCopy(one, one)).isTrue();
      assertThat(isCopy(one, other)).as("patch at %d, %d", left, top).isFalse();
    }
  }
}
