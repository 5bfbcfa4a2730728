package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopySearchTest {
  private static final int KINDS = 8;

  private final List<Sample> samples = new ArrayList<>();
  private final BitSet comparable = new BitSet();
  private int ticks;

  private void add(Sample sample) {
    comparable.set(samples.size());
    samples.add(sample);
  }

  private int[] search(long... hashes) {
    long[] layouts = samples.stream().mapToLong(ColorLayout::of).toArray();
    return CopySearch.originals(hashes, layouts, comparable, samples::get, () -> ticks++);
  }

  private int[] search() {
    return search(samples.stream().mapToLong(PerceptualHash::of).toArray());
  }

  /** Returns blurred noise, with more noise that differs between copies. */
  private static Sample sample(int kind, Random noise) {
    Random random = new Random(kind);
    int[] colors = random.ints(17 * 17).toArray();
    int[] pixels = new int[Sample.SOURCE_SIDE * Sample.SOURCE_SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % Sample.SOURCE_SIDE;
      int y = i / Sample.SOURCE_SIDE;
      int from = y / 16 * 17 + x / 16;
      for (int shift = 0; shift < 24; shift += 8) {
        int above = between(colors[from], colors[from + 1], x, shift);
        int below = between(colors[from + 17], colors[from + 18], x, shift);
        int level = above + (below - above) * (y % 16) / 16;
        pixels[i] |= Math.max(0, Math.min(255, level + noise.nextInt(9) - 4)) << shift;
      }
    }
    return Sample.of(pixels, 1);
  }

  private static int between(int left, int right, int x, int shift) {
    int level = left >> shift & 0xFF;
    return level + ((right >> shift & 0xFF) - level) * (x % 16) / 16;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsAnEarlierCopyOfEachImage(long seed) {
    Random random = new Random(seed);
    int[] kinds = random.ints(20, 0, KINDS).toArray();
    Arrays.stream(kinds).forEach(kind -> add(sample(kind, random)));
    comparable.clear(5);

    int[] originals = search();
    assertThat(originals).hasSize(20);
    for (int image = 0; image < 20; image++) {
      boolean first = true;
      for (int earlier = 0; earlier < image; earlier++) {
        first &= kinds[earlier] != kinds[image] || earlier == 5;
      }
      if (first || image == 5) {
        assertThat(originals[image]).isEqualTo(CopySearch.NONE);
      } else {
        assertThat(originals[image]).isBetween(0, image - 1).isNotEqualTo(5);
        assertThat(kinds[originals[image]]).isEqualTo(kinds[image]);
      }
    }
    assertThat(ticks).isGreaterThanOrEqualTo(19);
  }

  @Test
  void comparesImagesOfEqualHash() {
    int[] kinds = {0, 1, 2, 1, 0, 2};
    Arrays.stream(kinds).forEach(kind -> add(sample(kind, new Random(kind))));

    assertThat(search(new long[6])).containsExactly(-1, -1, -1, 1, 0, 2);
  }
}
