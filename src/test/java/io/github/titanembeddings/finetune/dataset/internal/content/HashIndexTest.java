package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashIndexTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 500, 5_000})
  void findsAllWithinTheDistanceOnce(int count) {
    Random random = new Random(count);
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      boolean near = i > 0 && random.nextInt(3) > 0;
      hashes[i] =
          near ? flipped(hashes[random.nextInt(i)], random.nextInt(12), random) : random.nextLong();
    }
    HashIndex index = new HashIndex(hashes);

    for (int query = 0; query < 200; query++) {
      long hash =
          count == 0 || query % 2 == 0
              ? random.nextLong()
              : flipped(hashes[random.nextInt(count)], query % 10, random);
      Set<Integer> found = new TreeSet<>();
      index.findNear(hash, count + 1, position -> assertThat(found.add(position)).isTrue());

      assertThat(found)
          .containsExactlyElementsOf(
              IntStream.range(0, count)
                  .filter(i -> Long.bitCount(hashes[i] ^ hash) <= HashIndex.DISTANCE)
                  .boxed()
                  .toList());
    }
  }

  @Test
  void findsNoMoreThanTheGivenNumberInACluster() {
    Random random = new Random(1);
    long[] cluster = new long[1_000];
    Arrays.setAll(cluster, i -> flipped(42, 4, random));
    List<Integer> found = new ArrayList<>();

    new HashIndex(cluster).findNear(42, 10, found::add);

    assertThat(found).hasSize(10).doesNotHaveDuplicates();
  }

  /** All hashes are found in the first band, by keys that differ in one bit or in two. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void findsNoMoreThanTheGivenNumberOfDifferentKeys(int bits) {
    long[] hashes = LongStream.range(0, 1 << 10).filter(h -> Long.bitCount(h) == bits).toArray();
    List<Integer> found = new ArrayList<>();

    new HashIndex(hashes).findNear(0, 7, found::add);

    assertThat(found).hasSize(7).doesNotHaveDuplicates();
  }

  private static long flipped(long hash, int bits, Random random) {
    long flipped = hash;
    for (int i = 0; i < bits; i++) {
      flipped ^= 1L << random.nextInt(64);
    }
    return flipped;
  }
}
