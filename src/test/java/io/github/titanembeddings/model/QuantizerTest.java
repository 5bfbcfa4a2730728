package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {
  private final Quantizer quantizer =
      Quantizer.calibrate(List.of(Embedding.of(3, 4), Embedding.of(4, -3)));

  private static List<Embedding> random(long seed, int count, int dimensions) {
    Random random = new Random(seed);
    List<Embedding> embeddings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[dimensions];
      for (int j = 0; j < dimensions; j++) {
        vector[j] = (float) (random.nextGaussian() + j % 3); // off center, as real vectors are
      }
      embeddings.add(Embedding.of(vector));
    }
    return embeddings;
  }

  @Test
  void scalesTheLargestNumberOfTheSampleTo127() {
    assertThat(quantizer.int8(Embedding.of(3, 4)).toBytes()).containsExactly(95, 127);
    assertThat(quantizer.int8(Embedding.of(6, 8))).isEqualTo(quantizer.int8(Embedding.of(3, 4)));
    assertThat(quantizer.int8(Embedding.of(-3, -4)).toBytes()).containsExactly(-95, -127);
    assertThat(quantizer.int8(Embedding.of(0, -9)).toBytes()).containsExactly(0, -127);
  }

  @Test
  void setsTheBitsAboveTheMean() {
    assertThat(quantizer.binary(Embedding.of(3, 4)))
        .isEqualTo(BinaryEmbedding.of(false, true)); // the mean is 0.7, 0.1
    assertThat(quantizer.binary(Embedding.of(4, 0))).isEqualTo(BinaryEmbedding.of(true, false));
    assertThat(quantizer.binary(Embedding.of(0, 0))).isEqualTo(BinaryEmbedding.of(false, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 384, 1024})
  void int8ChangesCosinesByLessThanTwoThousandths(int dimensions) {
    List<Embedding> embeddings = random(dimensions, 20, dimensions);
    Quantizer calibrated = Quantizer.calibrate(embeddings);
    for (Embedding query : random(1, 20, dimensions)) {
      for (Embedding stored : embeddings) {
        assertThat(calibrated.int8(stored).cosine(query))
            .isEqualTo(query.cosine(stored), within(2e-3));
      }
    }
  }

  @Test
  void calibratedBitsRankOffCenterVectorsBetterThanSigns() {
    List<Embedding> stored = random(1, 300, 256);
    Quantizer calibrated = Quantizer.calibrate(stored);
    int found = 0;
    int foundBySigns = 0;
    for (Embedding query : random(2, 50, 256)) {
      Embedding nearest = nearest(stored, e -> -query.cosine(e));
      BinaryEmbedding bits = calibrated.binary(query);
      BinaryEmbedding signs = BinaryEmbedding.signs(query);
      found += rank(stored, nearest, e -> bits.hamming(calibrated.binary(e))) < 30 ? 1 : 0;
      foundBySigns +=
          rank(stored, nearest, e -> signs.hamming(BinaryEmbedding.signs(e))) < 30 ? 1 : 0;
    }
    assertThat(found).isGreaterThan(foundBySigns).isGreaterThan(35);
  }

  private static Embedding nearest(List<Embedding> stored, ToDoubleFunction<Embedding> distance) {
    return Collections.min(stored, Comparator.comparingDouble(distance));
  }

  private static long rank(
      List<Embedding> stored, Embedding wanted, ToDoubleFunction<Embedding> distance) {
    double own = distance.applyAsDouble(wanted);
    return stored.stream().filter(e -> distance.applyAsDouble(e) < own).count();
  }

  @Test
  void aZeroVectorHasCosineZero() {
    Int8Embedding zero = quantizer.int8(Embedding.of(0, 0));

    assertThat(zero.cosine(Embedding.of(1, 1))).isZero();
    assertThat(quantizer.int8(Embedding.of(1, 1)).cosine(Embedding.of(0, 0))).isZero();
  }

  @Test
  void calibratesFromOneOrIdenticalEmbeddings() {
    Embedding one = Embedding.of(0.1f, -0.2f, 0.3f);
    Quantizer calibrated = Quantizer.calibrate(Collections.nCopies(3, one));

    assertThat(calibrated.int8(one).cosine(one)).isEqualTo(1, within(1e-4));
    assertThat(Quantizer.calibrate(List.of(one)).binary(one).hamming(calibrated.binary(one)))
        .isZero();
    Embedding huge = Embedding.of(Float.MAX_VALUE, -Float.MAX_VALUE);
    assertThat(Quantizer.calibrate(List.of(huge)).int8(huge).toBytes()).containsExactly(127, -127);
  }

  static Stream<List<Embedding>> unusable() {
    return Stream.of(
        List.of(),
        List.of(Embedding.of(0, 0), Embedding.of(0, -0f)),
        List.of(Embedding.of(1, 2), Embedding.of(1)));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void rejectsInvalidCalibrationSamples(List<Embedding> sample) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantizer.calibrate(sample))
        .withMessageMatching(".*sample of . embeddings.*|lengths differ: 2 and 1");
  }

  @Test
  void rejectsEmbeddingsOfAnotherLength() {
    Embedding longer = Embedding.of(1, 2, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> quantizer.int8(longer))
        .withMessage("lengths differ: 2 and 3");
    assertThatIllegalArgumentException().isThrownBy(() -> quantizer.binary(longer));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> quantizer.int8(Embedding.of(1, 2)).cosine(longer))
        .withMessage("lengths differ: 2 and 3");
  }

  @Test
  void roundTripsBytes() {
    assertThat(Quantizer.fromBytes(quantizer.toBytes())).isEqualTo(quantizer);
    Int8Embedding int8 = quantizer.int8(Embedding.of(3, 4));
    byte[] bytes = int8.toBytes();
    assertThat(Int8Embedding.fromBytes(bytes)).isEqualTo(int8);
    bytes[0] = 0;
    assertThat(int8.toBytes()).containsExactly(95, 127);
    assertThat(Int8Embedding.fromBytes(new byte[] {-128, 0}).cosine(Embedding.of(-1, 0)))
        .isEqualTo(1);
  }

  static Stream<byte[]> noQuantizers() {
    return Stream.of(
        new byte[0],
        new byte[4],
        new byte[9],
        Embedding.of(1).toBytes(),
        Embedding.of(0, 1).toBytes(),
        Embedding.of(-1, 1).toBytes());
  }

  @ParameterizedTest
  @MethodSource("noQuantizers")
  void rejectsBytesOfAnotherFormat(byte[] bytes) {
    assertThatIllegalArgumentException().isThrownBy(() -> Quantizer.fromBytes(bytes));
    assertThatIllegalArgumentException().isThrownBy(() -> Int8Embedding.fromBytes(new byte[0]));
  }

  @Test
  void equalsHashCodeAndToStringAreConsistent() {
    EqualsVerifier.forClass(Int8Embedding.class).withNonnullFields("vector").verify();
    EqualsVerifier.forClass(Quantizer.class).withNonnullFields("mean").verify();
    assertThat(quantizer).hasToString("Quantizer[2 dimensions]");
    assertThat(quantizer.int8(Embedding.of(1, 1))).hasToString("Int8Embedding[2 dimensions]");
  }
}
