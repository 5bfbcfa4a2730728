package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerceptualHashTest {
  private static final long LUMA = 0xAAAAAAAA_AAAAAAAAL;

  /** Draws waves across and down, relative to a window. */
  private static Sample wave(int plane, Window window, int across, int down, double amplitude) {
    byte[] bytes = new byte[Sample.BYTES];
    int side = plane == 0 ? Sample.LUMA_SIDE : Sample.CHROMA_SIDE;
    int start = plane == 0 ? 0 : 64 * 64 + (plane - 1) * 16 * 16;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double right = ((x + 0.5) / side - window.left()) / (1 - window.left() - window.right());
        double below = ((y + 0.5) / side - window.top()) / (1 - window.top() - window.bottom());
        double wave = Math.cos(Math.PI * right * across) * Math.cos(Math.PI * below * down);
        bytes[start + y * side + x] =
            (byte) Math.round((plane == 0 ? 128 : 0) + amplitude * (plane == 0 ? 30 : 15) * wave);
      }
    }
    return new Sample(bytes, 1);
  }

  @Test
  void hasOneBitForEachOfTheLowestFrequencies() {
    for (int plane = 0; plane < 3; plane++) {
      Set<Long> found = new TreeSet<>();
      for (int sum = 1; sum <= 4; sum++) {
        for (int down = 0; down <= sum; down++) {
          long hash = PerceptualHash.of(wave(plane, Window.ALL, sum - down, down, 1));
          long inverse = PerceptualHash.of(wave(plane, Window.ALL, sum - down, down, -1));
          if (plane == 0 || sum < 4) {
            assertThat(Long.bitCount(hash)).isEqualTo(1);
            assertThat(hash & LUMA).isEqualTo(plane == 0 ? hash : 0);
            assertThat(found.add(hash)).isTrue();
          }
          assertThat(inverse).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ignoresNoise(long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[Sample.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (100 + random.nextInt(2));
    }
    assertThat(PerceptualHash.of(new Sample(bytes, 1))).isZero();
  }

  @Test
  void hashesEachWindowAsAnImage() {
    Random random = new Random(1);
    for (int i = 0; i < PerceptualHash.WINDOWS.size(); i++) {
      Window window = PerceptualHash.WINDOWS.get(i);
      int across = random.nextInt(4);
      int down = 1 + random.nextInt(3);
      for (int plane = 0; plane < 3; plane++) {
        long[] hashes = PerceptualHash.ofWindows(wave(plane, window, across, down, 1));

        assertThat(hashes).hasSize(16);
        assertThat(hashes[i])
            .isEqualTo(PerceptualHash.of(wave(plane, Window.ALL, across, down, 1)));
      }
    }
  }
}
