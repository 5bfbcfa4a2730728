package io.github.titanembeddings.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A vector in the model's semantic space, with any number of dimensions; vectors of alike things
 * are near each other. Immutable and safe to share between threads.
 *
 * <p>The service documents no normalisation; {@link #cosine} does not need one, {@link #dot} does.
 * Sums run in {@code double}.
 *
 * <p>Not a JSON bean: Jackson 2 refuses to serialize it and Jackson 3 writes an empty object.
 * Return {@link #toArray()} from a web controller.
 */
public final class Embedding {
  private final float[] vector;

  private Embedding(float[] vector) {
    this.vector = vector;
  }

  /**
   * An embedding of these numbers, which are copied.
   *
   * @throws IllegalArgumentException if there are none, or one is infinite or not a number
   */
  public static Embedding of(float... vector) {
    if (vector.length == 0) {
      throw new IllegalArgumentException("an embedding has at least one number");
    }
    for (int i = 0; i < vector.length; i++) {
      requireFinite(vector[i], i);
    }
    return new Embedding(vector.clone());
  }

  /**
   * Starts an embedding of so many numbers, which are added one after another and not copied.
   *
   * @throws IllegalArgumentException if it is not from 1 to 16,777,216
   */
  public static Builder builder(int length) {
    return new Builder(length);
  }

  /**
   * The embedding in little-endian float32 bytes, four a number.
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
   * The weighted average of two embeddings: {@code (weight * a + otherWeight * b) / (weight +
   * otherWeight)}. With equal weights it is what the service documents for a text with an image.
   *
   * @throws IllegalArgumentException if the lengths differ, a weight is negative or not finite, or
   *     both are zero
   */
  public static Embedding weightedAverage(
      Embedding a, double weight, Embedding b, double otherWeight) {
    a.requireSameLength(b);
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

  /** The number of dimensions. */
  public int length() {
    return vector.length;
  }

  /**
   * The number at an index.
   *
   * @throws IndexOutOfBoundsException if the index is negative or not less than {@link #length()}
   */
  public float get(int index) {
    return vector[Objects.checkIndex(index, vector.length)];
  }

  /** A copy of the numbers. */
  public float[] toArray() {
    return vector.clone();
  }

  /**
   * Copies the numbers into an array, from a place on.
   *
   * @throws IndexOutOfBoundsException if they don't fit there
   */
  public void copyTo(float[] target, int offset) {
    Objects.checkFromIndexSize(offset, vector.length, target.length);
    System.arraycopy(vector, 0, target, offset, vector.length);
  }

  /** The numbers as little-endian float32 bytes, four a number. */
  public byte[] toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  /**
   * The inner product with another embedding.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double dot(Embedding other) {
    requireSameLength(other);
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += (double) vector[i] * other.vector[i];
    }
    return sum;
  }

  /**
   * The cosine of the angle to another embedding: 1 for the same direction, -1 for the opposite,
   * and 0 if either is all zeros.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public double cosine(Embedding other) {
    double product = dot(other);
    double norms = norm() * other.norm();
    return norms == 0 ? 0 : Math.max(-1, Math.min(1, product / norms));
  }

  /** The Euclidean norm. */
  public double norm() {
    return Math.sqrt(dot(this));
  }

  /** The embedding of the same direction and unit norm; one of all zeros stays as it is. */
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

  private static void requireFinite(float number, int index) {
    if (!Float.isFinite(number)) {
      throw new IllegalArgumentException("number " + index + " is " + number);
    }
  }

  private void requireSameLength(Embedding other) {
    if (vector.length != other.vector.length) {
      throw new IllegalArgumentException(
          "lengths differ: " + vector.length + " and " + other.vector.length);
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

  /** Collects the numbers of an embedding. Not safe for use by several threads. */
  public static final class Builder {
    private static final int MAX_LENGTH = 1 << 24;

    private final float[] vector;
    private int added;

    private Builder(int length) {
      if (length < 1 || length > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "an embedding has at least one number and at most " + MAX_LENGTH + ", not " + length);
      }
      vector = new float[length];
    }

    /**
     * Adds the next number.
     *
     * @throws IllegalArgumentException if it is infinite or not a number
     * @throws IllegalStateException if all numbers are there
     */
    public Builder add(float number) {
      if (added == vector.length) {
        throw new IllegalStateException("all " + added + " numbers are there");
      }
      requireFinite(number, added);
      vector[added++] = number;
      return this;
    }

    /**
     * The finished embedding.
     *
     * @throws IllegalStateException if a number is missing
     */
    public Embedding build() {
      if (added < vector.length) {
        throw new IllegalStateException(added + " numbers of " + vector.length + " were added");
      }
      return new Embedding(vector);
    }
  }
}
