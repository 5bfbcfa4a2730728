package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTableTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void findsWhatAMapFinds(long seed) {
    Random random = new Random(seed);
    OffsetTable table = new OffsetTable();
    Map<Long, Long> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long key = random.nextInt(9_000);
      long value = key + 10_000L * (i + 1);
      Long old = expected.put(key, value);
      long replaced = table.replace(hash(key), value, other -> other % 10_000 == key);
      assertThat(replaced).isEqualTo(old == null ? 0 : old);
    }

    assertThat(table.size()).isEqualTo(expected.size());
    for (long key = 0; key < 9_000; key++) {
      long wanted = key;
      assertThat(table.find(hash(key), other -> other % 10_000 == wanted))
          .isEqualTo(expected.getOrDefault(key, 0L));
    }
  }

  /** Many keys have the same hash, and those at the end of the table go on at its beginning. */
  private static long hash(long key) {
    return (key % 700 == 0 ? -1 : key * 0x9E3779B97F4A7C15L) | 0xF;
  }

  @Test
  void maskedValuesAreStillFound() {
    OffsetTable table = new OffsetTable();
    for (long i = 1; i <= 100; i++) {
      table.replace(i << 32, i | 1L << 61, other -> false);
    }

    table.mask((1L << 61) - 1);

    for (long i = 1; i <= 100; i++) {
      long wanted = i;
      assertThat(table.find(i << 32, other -> other == wanted)).isEqualTo(i);
    }
  }
}
