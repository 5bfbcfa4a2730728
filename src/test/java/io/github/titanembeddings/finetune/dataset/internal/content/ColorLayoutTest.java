package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorLayoutTest {
  @ParameterizedTest
  @CsvSource({"255, 254, true", "255, 240, true", "255, 200, false", "0, 1, true", "0, 60, false"})
  void comparesBrightness(int one, int other, boolean isNear) {
    assertThat(ColorLayout.areNear(ColorLayout.of(uniform(one)), ColorLayout.of(uniform(other))))
        .isEqualTo(isNear);
  }

  private static Sample uniform(int luma) {
    byte[] bytes = new byte[Sample.BYTES];
    Arrays.fill(bytes, 0, Sample.LUMA_SIDE * Sample.LUMA_SIDE, (byte) luma);
    return new Sample(bytes, 1);
  }

  /** From the left: 32 ln(aspect), then half the mean of blue, red and each quarter's luma. */
  @ParameterizedTest
  @CsvSource({"1, 00_0A_EC_50_3C_28_14", "2, 16_0A_EC_50_3C_28_14", "0.5, EA_0A_EC_50_3C_28_14"})
  void describesQuartersColorsAndAspect(float aspect, String layout) {
    byte[] bytes = new byte[Sample.BYTES];
    int lumas = Sample.LUMA_SIDE * Sample.LUMA_SIDE;
    int chromas = Sample.CHROMA_SIDE * Sample.CHROMA_SIDE;
    for (int i = 0; i < lumas; i++) {
      int quarter = i / (lumas / 2) * 2 + i % Sample.LUMA_SIDE / (Sample.LUMA_SIDE / 2);
      bytes[i] = (byte) (160 - 40 * quarter);
    }
    Arrays.fill(bytes, lumas, lumas + chromas, (byte) 10);
    Arrays.fill(bytes, lumas + chromas, bytes.length, (byte) -20);

    assertThat(ColorLayout.of(new Sample(bytes, aspect)))
        .isEqualTo(Long.parseLong(layout.replace("_", ""), 16));
  }

  /** Bytes are numbered from the right. */
  @ParameterizedTest
  @CsvSource({"0, 16", "1, 16", "2, 16", "3, 16", "4, 6", "5, 6", "6, 6"})
  void allowsTheDifferencesOfACrop(int index, int most) {
    for (int first : new int[] {-3, 0, 40}) {
      assertThat(ColorLayout.areNear(layout(index, first), layout(index, first + most))).isTrue();
      assertThat(ColorLayout.areNear(layout(index, first + most), layout(index, first))).isTrue();
      assertThat(ColorLayout.areNear(layout(index, first), layout(index, first + most + 1)))
          .isFalse();
      assertThat(ColorLayout.areNear(layout(index, first + most + 1), layout(index, first)))
          .isFalse();
    }
  }

  private static long layout(int index, int value) {
    return (value & 0xFFL) << (index * Byte.SIZE);
  }
}
