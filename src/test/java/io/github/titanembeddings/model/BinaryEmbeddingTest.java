package io.github.titanembeddings.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryEmbeddingTest {
  private final BinaryEmbedding three = BinaryEmbedding.of(true, false, true);

  @Test
  void packsTheFirstDimensionIntoTheHighestBit() {
    boolean[] bits = new boolean[12];
    bits[0] = true;
    bits[7] = true;
    bits[9] = true;

    assertThat(BinaryEmbedding.of(bits).toBytes()).containsExactly(0x81, 0x40);
    assertThat(three.toBytes()).containsExactly(0xA0);
  }

  @Test
  void setsTheBitsOfPositiveNumbers() {
    assertThat(BinaryEmbedding.signs(Embedding.of(0.5f, -0.5f, Float.MIN_VALUE))).isEqualTo(three);
    assertThat(BinaryEmbedding.signs(Embedding.of(0f, -0f, 1)).toBytes()).containsExactly(0x20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 63, 64, 65, 384, 1024})
  void countsDifferentBits(int length) {
    Random random = new Random(length);
    boolean[] a = new boolean[length];
    boolean[] b = new boolean[length];
    int different = 0;
    for (int i = 0; i < length; i++) {
      a[i] = random.nextBoolean();
      b[i] = random.nextBoolean();
      different += a[i] == b[i] ? 0 : 1;
    }
    BinaryEmbedding first = BinaryEmbedding.of(a);

    assertThat(first.hamming(BinaryEmbedding.of(b))).isEqualTo(different);
    assertThat(first.hamming(first)).isZero();
    assertThat(first.length()).isEqualTo(length);
    for (int i = 0; i < length; i++) {
      assertThat(first.get(i)).isEqualTo(a[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 128})
  void roundTripsBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    BinaryEmbedding embedding = BinaryEmbedding.fromBytes(bytes);

    assertThat(embedding.length()).isEqualTo(8 * count);
    assertThat(embedding.toBytes()).isEqualTo(bytes);
    bytes[0]++;
    assertThat(embedding.toBytes()).isNotEqualTo(bytes);
  }

  @Test
  void rejectsAnEmptyVector() {
    assertThatIllegalArgumentException().isThrownBy(BinaryEmbedding::of);
    assertThatIllegalArgumentException().isThrownBy(() -> BinaryEmbedding.fromBytes(new byte[0]));
  }

  @Test
  void rejectsDifferentLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.hamming(BinaryEmbedding.of(true, false)))
        .withMessage("lengths differ: 3 and 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3})
  void rejectsAnIndexOutOfBounds(int index) {
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> three.get(index));
  }

  @Test
  void distinguishesLengthsOfTheSameBits() {
    assertThat(three).isNotEqualTo(BinaryEmbedding.of(true, false, true, false));
    EqualsVerifier.forClass(BinaryEmbedding.class).withNonnullFields("words").verify();
  }

  @Test
  void toStringShowsTheLengthOnly() {
    assertThat(three).hasToString("BinaryEmbedding[3 dimensions]");
  }
}
