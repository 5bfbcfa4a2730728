package io.github.titanembeddings.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A vector in the model's semantic space, with any number of dimensions. Similar texts and images
 * have vectors with a cosine near 1. Immutable and thread-safe.
 *
 * <p>The service documents no normalization: {@link #dot} needs it, {@link #cosine} does not. Sums
 * are computed in {@code double}.
 *
 * <p>Not a JSON bean: Jackson 2 cannot serialize it and Jackson 3 writes an empty object. Return
 * {@link #toArray()} from a web controller.
 *
 * <pre>{@code
 * Embedding shoe = titan.embed(r -> r.text("red running shoe")).embedding();
 * Embedding photo = titan.embed(r -> r.image(Path.of("shoe.jpg"))).embedding();
 * double similarity = shoe.cosine(photo);
 * float[] vector = shoe.toArray();
 * }</pre>
 */
public final class Embedding {
  private final float[] vector;

  /** Creates an embedding of finite numbers, which are not copied. */
  Embedding(float[] vector) {
    this.vector = vector;
  }

  /**
   * Returns an embedding of these numbers, which are copied.
   *
   * @throws IllegalArgumentException if there are none, or one is infinite or not a number
   */
  public static Embedding of(float... vector) {
    if (vector.length == 0) {
      throw new IllegalArgumentException("an embedding has at least one number");
    }
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException("number " + i + " is " + vector[i]);
      }
    }
    return new Embedding(vector.clone());
  }

  /**
   * Returns the embedding of {@link #toBytes()}: little-endian float32 bytes, four per number.
   *
   * @throws IllegalArgumentException if the length is not a multiple of four, or as {@link #of}
   */
  public static Embedding fromBytes(byte[] bytes) {
    if (bytes.length % Float.BYTES != 0) {
      throw new IllegalArgumentException("a multiple of 4 bytes is needed, got " + bytes.length);
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return of(vector);
  }

  /**
   * Returns the weighted average of two embeddings: {@code (weight * a + otherWeight * b) / (weight
   * + otherWeight)}. The service documents equal weights for a text with an image.
   *
   * @throws IllegalArgumentException if the lengths differ, a weight is negative or not finite, or
   *     both are zero
   */
  public static Embedding weightedAverage(
      Embedding a, double weight, Embedding b, double otherWeight) {
    requireSameLength(a.length(), b.length());
    double sum = weight + otherWeight;
    if (!(weight >= 0 && otherWeight >= 0 && sum > 0 && Double.isFinite(sum))) {
      throw new IllegalArgumentException(
          "weights must be finite and not negative, nor both zero: " + weight + ", " + otherWeight);
    }
    float[] average = new float[a.vector.length];
    for (int i = 0; i < average.length; i++) {
      average[i] = (float) ((weight * a.vector[i] + otherWeight * b.vector[i]) / sum);
    }
    return of(average);
  }

  /** Returns the number of dimensions. */
  public int length() {
    return vector.length;
  }

  /**
   * Returns the number at an index.
   *
   * @throws IndexOutOfBoundsException if the index is negative or not less than {@link #length()}
   */
  public float get(int index) {
    return vector[Objects.checkIndex(index, vector.length)];
  }

  /** Returns a copy of the numbers. */
  public float[] toArray() {
    return vector.clone();
  }

  /** Returns the numbers as little-endian float32 bytes, four per number. */
  public byte[] toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  /**
   * Returns the inner product with another embedding.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double dot(Embedding other) {
    requireSameLength(length(), other.length());
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += (double) vector[i] * other.vector[i];
    }
    return sum;
  }

  /**
   * Returns the cosine of the angle to another embedding: 1 for the same direction, -1 for the
   * opposite, and 0 if either is all zeros.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double cosine(Embedding other) {
    double product = dot(other);
    double norms = norm() * other.norm();
    return norms == 0 ? 0 : Math.max(-1, Math.min(1, product / norms));
  }

  /** Returns the Euclidean norm. */
  public double norm() {
    return Math.sqrt(dot(this));
  }

  /** Returns the embedding scaled to unit norm; one of all zeros is returned unchanged. */
  public Embedding normalized() {
    double norm = norm();
    if (norm == 0) {
      return this;
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / norm);
    }
    return new Embedding(unit);
  }

  static void requireSameLength(int length, int other) {
    if (length != other) {
      throw new IllegalArgumentException("lengths differ: " + length + " and " + other);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Embedding that && Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(vector);
  }

  @Override
  public String toString() {
    return "Embedding[" + vector.length + " dimensions]";
  }
}
