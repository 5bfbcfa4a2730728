package io.github.titanembeddings.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A vector of one signed byte per dimension: a quarter of the size of an {@link Embedding}. A
 * {@link Quantizer} creates it. Immutable and thread-safe.
 *
 * <pre>{@code
 * byte[] stored = Quantizer.calibrate(sample).int8(embedding).toBytes();
 * double score = Int8Embedding.fromBytes(stored).cosine(query);
 * }</pre>
 */
public final class Int8Embedding {
  private final byte[] vector;

  private Int8Embedding(byte[] vector) {
    this.vector = vector;
  }

  /**
   * Restores an embedding from {@link #toBytes()}.
   *
   * @throws IllegalArgumentException if there are no bytes
   */
  public static Int8Embedding fromBytes(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("an int8 embedding has at least one byte");
    }
    return new Int8Embedding(bytes.clone());
  }

  /** Returns the number of dimensions, which is the number of bytes. */
  public int length() {
    return vector.length;
  }

  /**
   * Returns the cosine similarity to an unquantized embedding, such as a query's; 0 if either is
   * all zeros.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double cosine(Embedding query) {
    Embedding.requireSameLength(vector.length, query.length());
    double product = 0;
    double square = 0;
    double ownSquare = 0;
    for (int i = 0; i < vector.length; i++) {
      double number = query.get(i);
      product += number * vector[i];
      square += number * number;
      ownSquare += vector[i] * vector[i];
    }
    double norms = Math.sqrt(square) * Math.sqrt(ownSquare);
    return norms == 0 ? 0 : Math.max(-1, Math.min(1, product / norms));
  }

  /**
   * Returns a copy of the bytes. All embeddings of one quantizer share a scale, so vector databases
   * can rank them by cosine, dot product or Euclidean distance.
   */
  public byte[] toBytes() {
    return vector.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Int8Embedding that && Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(vector);
  }

  @Override
  public String toString() {
    return "Int8Embedding[" + vector.length + " dimensions]";
  }
}
