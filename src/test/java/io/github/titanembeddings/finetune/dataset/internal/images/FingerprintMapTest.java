package io.github.titanembeddings.finetune.dataset.internal.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares {@link FingerprintMap} with {@link HashMap}. */
class FingerprintMapTest {
  /** Most masks leave few bits, so that many keys collide and many occur twice. */
  @ParameterizedTest
  @ValueSource(longs = {-1, 0xFFFFFF, 0xFFFL << 52, 0xFF_000000_0000FFL, 0x7FE})
  void keepsTheFirstValueOfEachKeyWhileItGrows(long mask) {
    SplittableRandom random = new SplittableRandom(mask);
    FingerprintMap map = new FingerprintMap();
    Map<Long, Integer> expected = new HashMap<>();
    for (int value = 0; value < 6_000; value++) {
      long key = random.nextLong() & mask;
      Integer first = expected.putIfAbsent(key, value);

      assertThat(map.putIfAbsent(key, value))
          .isEqualTo(first == null ? FingerprintMap.ABSENT : first);
    }
  }
}
