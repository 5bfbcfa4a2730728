package io.github.titanembeddings.evaluation.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactSearchTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "5, 3", "127, 4", "128, 7", "129, 256", "300, 5"})
  void ranksLikeSortingAllCosines(int size, int dimensions) {
    Random random = new Random(size);
    VectorMatrix matrix = new VectorMatrix(size, dimensions);
    List<Embedding> vectors = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      vectors.add(random(random, dimensions));
      matrix.set(i, vectors.get(i));
    }
    for (int i = 0; i < 20; i++) {
      Embedding query = random(random, dimensions);
      int[] relevant = random.ints(2, 0, size).distinct().toArray();
      ExactSearch.Query found = search(matrix, query, relevant);
      double best = cosines(query, IntStream.of(relevant).mapToObj(vectors::get));
      long before = vectors.stream().filter(v -> query.cosine(v) > best + 1e-6).count();
      long atMost = vectors.stream().filter(v -> query.cosine(v) > best - 1e-6).count();
      assertThat((long) found.rank).isBetween(before + 1, Math.max(before + 1, atMost));
      double top = cosines(query, vectors.stream());
      assertThat(query.cosine(vectors.get(found.top))).isGreaterThan(top - 1e-6);
    }
  }

  private static double cosines(Embedding query, Stream<Embedding> vectors) {
    return vectors.mapToDouble(query::cosine).max().orElseThrow();
  }

  private static Embedding random(Random random, int dimensions) {
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embedding.of(vector);
  }

  private static ExactSearch.Query search(VectorMatrix matrix, Embedding query, int... relevant) {
    VectorMatrix one = new VectorMatrix(1, query.length());
    one.set(0, query);
    ExactSearch.Query asked = new ExactSearch.Query(one.get(0), relevant);
    new ExactSearch(matrix, 2).search(List.of(asked));
    return asked;
  }

  @Test
  void ranksTiesBeforeTheCorrectAnswerExceptCorrectOnes() {
    VectorMatrix matrix = new VectorMatrix(200, 3);
    for (int i = 0; i < 200; i++) {
      matrix.set(i, Embedding.of(1, 2, 3));
    }
    Embedding query = Embedding.of(3, 2, 1);

    assertThat(search(matrix, query, 7).rank).isEqualTo(200);
    assertThat(search(matrix, query, 7, 8, 150).rank).isEqualTo(198);
    assertThat(search(matrix, query, 7).top).isZero();
    assertThat(search(matrix, query, 0, 1).top).isEqualTo(2);
  }

  @Test
  void ignoresMissingVectors() {
    VectorMatrix matrix = new VectorMatrix(130, 2);
    matrix.set(0, Embedding.of(-1, 0.1f));
    matrix.set(129, Embedding.of(-1, 0));
    Embedding query = Embedding.of(1, 0);

    assertThat(matrix.count()).isEqualTo(2);
    assertThat(search(matrix, query, 129).rank).isEqualTo(2);
    assertThat(search(matrix, query, 129).top).isZero();
    assertThat(search(matrix, query, 5).bestRelevant).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void interruptionEndsTheSearch() {
    VectorMatrix matrix = new VectorMatrix(1, 1);
    matrix.set(0, Embedding.of(1));
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> search(matrix, Embedding.of(1), 0))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }
}
