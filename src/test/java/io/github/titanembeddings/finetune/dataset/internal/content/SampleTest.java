package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
  private static final int SIDE = Sample.SOURCE_SIDE;

  /** The pixels of a block differ only in luma, so each block has one color value. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void averagesPixels(long seed) {
    Random random = new Random(seed);
    int[] blocks = random.ints(16 * 16).toArray();
    int[] pixels = new int[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int noise = random.nextInt(16);
      int block = blocks[i / SIDE / 16 * 16 + i % SIDE / 16];
      pixels[i] = (block & 0xFFF0F0F0) + noise * 0x010101;
    }
    Sample sample = Sample.of(pixels, 1.5f);

    assertThat(sample.aspect()).isEqualTo(1.5f);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        assertThat((double) sample.values(Plane.LUMA)[y * 64 + x])
            .isCloseTo(luma(pixels, x * 4, y * 4, 4) - 0.5, within(0.51)); // rounded down
      }
    }
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        double luma = luma(pixels, x * 16, y * 16, 16);
        assertThat((double) sample.values(Plane.BLUE)[y * 16 + x])
            .isCloseTo(mean(pixels, x * 16, y * 16, 16, 0) - luma, within(3.0));
        assertThat((double) sample.values(Plane.RED)[y * 16 + x])
            .isCloseTo(mean(pixels, x * 16, y * 16, 16, 16) - luma, within(3.0));
      }
    }
  }

  private static double luma(int[] pixels, int left, int top, int side) {
    return 0.299 * mean(pixels, left, top, side, 16)
        + 0.587 * mean(pixels, left, top, side, 8)
        + 0.114 * mean(pixels, left, top, side, 0);
  }

  private static double mean(int[] pixels, int left, int top, int side, int shift) {
    double sum = 0;
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        sum += pixels[y * SIDE + x] >> shift & 0xFF;
      }
    }
    return sum / (side * side);
  }

  @Test
  void transposesRowsAndColumns() {
    assertThat(Sample.turned(new float[] {1, 2, 3, 4, 5, 6}, 3)).containsExactly(1, 4, 2, 5, 3, 6);
  }

  /** The value at (x, y) is 2x + y, so that interpolation is exact. */
  private static Sample slope() {
    byte[] bytes = new byte[Sample.BYTES];
    for (Plane plane : Plane.values()) {
      int at = plane == Plane.LUMA ? 0 : 64 * 64 + (plane == Plane.BLUE ? 0 : 16 * 16);
      for (int i = 0; i < plane.side() * plane.side(); i++) {
        int value = 2 * (i % plane.side()) + i / plane.side();
        bytes[at + i] = (byte) (plane == Plane.LUMA ? value : value - 24);
      }
    }
    return new Sample(bytes, 1);
  }

  @ParameterizedTest
  @EnumSource
  void scalesAWindow(Plane plane) {
    Window window = new Window(0.05, 0.1, 0.15, 0.2);
    for (int side : new int[] {8, 16, 20}) {
      float[] scaled = slope().scaled(plane, window, side);

      assertThat(scaled).hasSize(side * side);
      for (int i = 0; i < scaled.length; i++) {
        double value =
            2 * place(plane, window.left(), window.right(), i % side, side)
                + place(plane, window.top(), window.bottom(), i / side, side);
        assertThat((double) scaled[i])
            .isCloseTo(plane == Plane.LUMA ? value : 2 * (value - 24), within(1e-3));
      }
    }
  }

  private static double place(Plane plane, double before, double after, int at, int side) {
    return plane.side() * (before + (at + 0.5) / side * (1 - before - after)) - 0.5;
  }

  @Test
  void repeatsTheOuterRowsBeyondTheirCenters() {
    float[] rows = Sample.rows(new float[] {1, 10, 2, 20, 3, 30, 4, 40}, 2, 0, 0, 8);

    assertThat(rows).hasSize(16);
    assertThat(new float[] {rows[0], rows[1], rows[14], rows[15]})
        .containsExactly(new float[] {1, 10, 4, 40}, within(0.02f));
  }

  @Test
  void scalesAllWindows() {
    Sample sample = slope();
    List<float[]> windows = sample.windows(16);

    assertThat(windows).hasSameSizeAs(PerceptualHash.WINDOWS).hasSize(16);
    assertThat(PerceptualHash.WINDOWS).doesNotHaveDuplicates().startsWith(Window.ALL);
    for (int i = 0; i < windows.size(); i++) {
      assertThat(windows.get(i))
          .containsExactly(
              sample.scaled(Plane.LUMA, PerceptualHash.WINDOWS.get(i), 16), within(1e-3f));
    }
  }
}
