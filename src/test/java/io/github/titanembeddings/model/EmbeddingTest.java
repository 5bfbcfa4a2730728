package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {
  private final Embedding threeFour = Embedding.of(3, 4);

  @Test
  void copiesArraysInAndOut() {
    float[] numbers = {1, 2};
    Embedding embedding = Embedding.of(numbers);
    numbers[0] = 9;
    embedding.toArray()[1] = 9;

    assertThat(embedding.toArray()).containsExactly(1, 2);
    assertThat(embedding.length()).isEqualTo(2);
    assertThat(embedding.get(1)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void hasFiniteNumbersOnly(float number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Embedding.of(3, number))
        .withMessage("number 1 is " + number);
  }

  @Test
  void rejectsAnIndexOutOfBounds() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> threeFour.get(2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> threeFour.get(-1));
  }

  @Test
  void computesDotProductNormAndCosine() {
    assertThat(threeFour.dot(Embedding.of(1, 2))).isEqualTo(11);
    assertThat(threeFour.norm()).isEqualTo(5);
    assertThat(threeFour.cosine(Embedding.of(6, 8))).isEqualTo(1);
    assertThat(threeFour.cosine(Embedding.of(-3, -4))).isEqualTo(-1);
    assertThat(threeFour.cosine(Embedding.of(4, -3))).isZero();
    assertThat(threeFour.cosine(Embedding.of(0, 0))).isZero();
  }

  @Test
  void normalizesToUnitLength() {
    assertThat(threeFour.normalized().toArray()).containsExactly(0.6f, 0.8f);
    assertThat(Embedding.of(0, 0).normalized()).isEqualTo(Embedding.of(0, 0));
    Embedding tiny = Embedding.of(Float.MIN_VALUE, 0);
    assertThat(tiny.normalized()).isEqualTo(Embedding.of(1, 0));
    Embedding huge = Embedding.of(Float.MAX_VALUE, Float.MAX_VALUE);
    assertThat(huge.normalized().norm()).isEqualTo(1, within(1e-6));
  }

  @Test
  void averagesByWeight() {
    Embedding other = Embedding.of(7, 0);

    assertThat(Embedding.weightedAverage(threeFour, 1, other, 1)).isEqualTo(Embedding.of(5, 2));
    assertThat(Embedding.weightedAverage(threeFour, 3, other, 1)).isEqualTo(Embedding.of(4, 3));
    assertThat(Embedding.weightedAverage(threeFour, 0, other, 2)).isEqualTo(other);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 0})
  void rejectsInvalidWeights(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Embedding.weightedAverage(threeFour, weight, threeFour, 0));
  }

  @Test
  void rejectsDifferentLengths() {
    Embedding longer = Embedding.of(1, 2, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> threeFour.dot(longer))
        .withMessage("lengths differ: 2 and 3");
    assertThatIllegalArgumentException().isThrownBy(() -> threeFour.cosine(longer));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Embedding.weightedAverage(threeFour, 1, longer, 1));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void rejectsNonFiniteNumbers(float bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Embedding.of(0, bad))
        .withMessage("number 1 is " + bad);
    assertThatIllegalArgumentException().isThrownBy(Embedding::of);
  }

  @Test
  void encodesLittleEndianFloats() {
    assertThat(Embedding.of(1, -2).toBytes()).containsExactly(0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Embedding.fromBytes(new byte[6]))
        .withMessageContaining("multiple of 4 bytes is needed, got 6");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void roundTripsBytes(long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[1024];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    Embedding embedding = Embedding.of(numbers);

    assertThat(Embedding.fromBytes(embedding.toBytes())).isEqualTo(embedding);
    assertThat(embedding.cosine(embedding)).isEqualTo(1, within(1e-9));
  }

  @Test
  void toStringShowsTheLengthOnly() {
    assertThat(threeFour).hasToString("Embedding[2 dimensions]");
  }

  @Test
  void equalsAndHashCodeAreConsistent() {
    EqualsVerifier.forClass(Embedding.class).withNonnullFields("vector").verify();
  }
}
