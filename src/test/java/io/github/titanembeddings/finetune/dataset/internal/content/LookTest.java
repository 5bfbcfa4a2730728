package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookTest {
  @ParameterizedTest
  @CsvSource({"255, 254, true", "255, 240, true", "255, 200, false", "0, 1, true", "0, 60, false"})
  void comparesBrightness(int one, int other, boolean isNear) {
    assertThat(Look.areNear(Look.of(uniform(one)), Look.of(uniform(other)))).isEqualTo(isNear);
  }

  private static Sample uniform(int luma) {
    byte[] bytes = new byte[Sample.BYTES];
    Arrays.fill(bytes, 0, Sample.LUMA_SIDE * Sample.LUMA_SIDE, (byte) luma);
    return new Sample(bytes, 1);
  }
}
