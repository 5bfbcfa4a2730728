package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutliersTest {
  private static List<Integer> outliers(long... numbers) {
    Outliers outliers = new Outliers();
    for (int i = 0; i < numbers.length; i++) {
      outliers.add(i, numbers[i]);
    }
    List<Integer> found = new ArrayList<>();
    outliers.find((key, outlier) -> found.add(key));
    return found;
  }

  @Test
  void findsNumbersFarBeyondTheQuartiles() {
    long[] numbers = LongStream.range(0, 2_000).map(i -> 80 + i % 40).toArray();
    numbers[7] = 5;
    numbers[1_500] = 4_000;

    assertThat(outliers(numbers)).containsExactly(7, 1_500);
  }

  @Test
  void findsOutliersAmongEqualNumbers() {
    long[] numbers = LongStream.generate(() -> 100).limit(1_000).toArray();
    numbers[1] = 700;
    numbers[2] = 900;

    assertThat(outliers(numbers)).containsExactly(2);
  }

  @Test
  void describesTheFences() {
    Outliers outliers = new Outliers();
    for (int i = 0; i < 1_000; i++) {
      outliers.add(i, i == 5 ? 9_000 : 100);
    }
    List<String> found = new ArrayList<>();
    outliers.find(
        (key, outlier) ->
            found.add(outlier.describe("pixels", "images") + "|" + outlier.limit("pixels")));

    assertThat(found)
        .containsExactly("9,000 pixels (half of all images have 100 to 100)|13 to 800 pixels");
  }

  @Test
  void reportsNoOutliersOfABimodalDistribution() {
    long[] numbers = LongStream.range(0, 1_000).map(i -> i % 20 == 0 ? 100_000 : 100).toArray();

    assertThat(outliers(numbers)).isEmpty();
  }

  @Test
  void findsNoOutliersInFewerThan100Numbers() {
    long[] numbers = LongStream.generate(() -> 100).limit(99).toArray();
    numbers[5] = 1_000_000;

    assertThat(outliers(numbers)).isEmpty();
  }

  @Test
  void findsNothingInALogNormalDistribution() {
    Random random = new Random(1);
    long[] numbers =
        LongStream.generate(() -> (long) (100 * Math.exp(0.5 * random.nextGaussian())))
            .limit(10_000)
            .toArray();

    assertThat(outliers(numbers)).isEmpty();
  }
}
