package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.finetune.dataset.internal.content.CropMatcher.Alignment;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Plane;
import io.github.titanembeddings.finetune.dataset.internal.content.Sample.Window;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {
  @Test
  void isTheMeanOfTheSquaredDifferences() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    float[] others = {2, 4, 6, 8, 10, 1, 1, 1};

    assertThat(CropMatcher.difference(values, others))
        .isEqualTo((1 + 4 + 9 + 16 + 25 + 25 + 36 + 49) / 8.0);
  }

  /** Waves of several lengths, across and down. */
  private static Sample sample(Random random) {
    double[] phases = random.doubles(6, 0, 2 * Math.PI).toArray();
    byte[] bytes = new byte[Sample.BYTES];
    for (int i = 0; i < 64 * 64; i++) {
      int x = i % 64;
      int y = i / 64;
      double sum = 0;
      for (int wave = 0; wave < 3; wave++) {
        double length = 4.0 + 4 * wave;
        sum += Math.sin(x / length + phases[wave]) + Math.sin(y / length + phases[wave + 3]);
      }
      bytes[i] = (byte) (128 + 20 * sum);
    }
    return new Sample(bytes, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsTheWindow(long seed) {
    Random random = new Random(seed);
    Sample whole = sample(random);
    double[] cuts = random.doubles(4, 0, 0.06).toArray();
    cuts[random.nextInt(4)] = 0;
    Window window = new Window(cuts[0], cuts[1], cuts[2], cuts[3]);
    float[] part = whole.scaled(Plane.LUMA, window, CropMatcher.SIDE);

    Window found = Alignment.find(whole, part, Window.ALL, 1000);
    assertThat(found.left()).isCloseTo(window.left(), within(0.003));
    assertThat(found.right()).isCloseTo(window.right(), within(0.003));
    assertThat(found.top()).isCloseTo(window.top(), within(0.003));
    assertThat(found.bottom()).isCloseTo(window.bottom(), within(0.003));
  }

  @Test
  void endsEarlyAboveTheLimit() {
    Sample whole = sample(new Random(1));
    Window window = new Window(0.013, 0.027, 0.033, 0.007);
    float[] part = whole.scaled(Plane.LUMA, window, CropMatcher.SIDE);

    Window coarse = Alignment.find(whole, part, Window.ALL, 0);
    for (double cut : new double[] {coarse.left(), coarse.right(), coarse.top(), coarse.bottom()}) {
      assertThat(Math.abs(cut - Math.rint(cut * 100) / 100)).isLessThan(1e-9);
    }
  }
}
