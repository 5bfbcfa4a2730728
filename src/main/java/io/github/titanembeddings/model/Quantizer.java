package io.github.titanembeddings.model;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Quantizes embeddings to one signed byte per dimension (int8, a quarter of the size) or to one bit
 * (binary, a thirty-second), calibrated on a sample of the embeddings to store. Immutable and
 * thread-safe.
 *
 * <p>Embeddings are normalized first. The largest absolute value in the sample maps to 127; larger
 * values are clipped. A bit is set if the value exceeds the sample mean of its dimension.
 *
 * <p>To search, find several times as many candidates as needed by Hamming distance, then rank them
 * by {@link Int8Embedding#cosine}. Measure the loss with {@code RetrievalEvaluation}.
 *
 * <pre>{@code
 * Quantizer quantizer = Quantizer.calibrate(sample); // about 1,000 embeddings
 * Int8Embedding bytes = quantizer.int8(embedding);
 * BinaryEmbedding bits = quantizer.binary(embedding);
 * Files.write(file, quantizer.toBytes()); // queries need the same quantizer
 *
 * int distance = quantizer.binary(query).hamming(bits);
 * double score = bytes.cosine(query);
 * }</pre>
 */
public final class Quantizer {
  private final float scale;
  private final Embedding mean;

  private Quantizer(float scale, Embedding mean) {
    this.scale = scale;
    this.mean = mean;
  }

  /**
   * Returns a quantizer calibrated on a sample of embeddings.
   *
   * @throws IllegalArgumentException if there are none, all are zero, or their lengths differ
   */
  public static Quantizer calibrate(Collection<Embedding> sample) {
    double[] sums = new double[sample.isEmpty() ? 0 : sample.iterator().next().length()];
    float largest = 0;
    for (Embedding embedding : sample) {
      Embedding.requireSameLength(sums.length, embedding.length());
      Embedding unit = embedding.normalized();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += unit.get(i);
        largest = Math.max(largest, Math.abs(unit.get(i)));
      }
    }
    if (largest == 0) {
      throw new IllegalArgumentException(
          "the sample of " + sample.size() + " embeddings has only zero vectors");
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / sample.size());
    }
    return new Quantizer(largest / Byte.MAX_VALUE, Embedding.of(mean));
  }

  /**
   * Restores a quantizer from {@link #toBytes()}.
   *
   * @throws IllegalArgumentException if the bytes are not those of a quantizer
   */
  public static Quantizer fromBytes(byte[] bytes) {
    float[] numbers = Embedding.fromBytes(bytes).toArray();
    if (numbers.length < 2 || !(numbers[0] > 0)) {
      throw new IllegalArgumentException("not a quantizer: " + bytes.length + " bytes");
    }
    return new Quantizer(numbers[0], Embedding.of(Arrays.copyOfRange(numbers, 1, numbers.length)));
  }

  /** Returns the scale and the means as little-endian float32 bytes. */
  public byte[] toBytes() {
    float[] numbers = new float[1 + mean.length()];
    numbers[0] = scale;
    System.arraycopy(mean.toArray(), 0, numbers, 1, mean.length());
    return Embedding.of(numbers).toBytes();
  }

  /**
   * Returns an embedding with one signed byte per dimension.
   *
   * @throws IllegalArgumentException if its length differs from the sample's
   */
  public Int8Embedding int8(Embedding embedding) {
    Embedding.requireSameLength(mean.length(), embedding.length());
    Embedding unit = embedding.normalized();
    byte[] bytes = new byte[unit.length()];
    for (int i = 0; i < bytes.length; i++) {
      int rounded = Math.round(unit.get(i) / scale);
      bytes[i] = (byte) Math.max(-Byte.MAX_VALUE, Math.min(Byte.MAX_VALUE, rounded));
    }
    return Int8Embedding.fromBytes(bytes);
  }

  /**
   * Returns an embedding with one bit per dimension.
   *
   * @throws IllegalArgumentException if its length differs from the sample's
   */
  public BinaryEmbedding binary(Embedding embedding) {
    Embedding.requireSameLength(mean.length(), embedding.length());
    Embedding unit = embedding.normalized();
    boolean[] bits = new boolean[unit.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = unit.get(i) > mean.get(i);
    }
    return BinaryEmbedding.of(bits);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Quantizer that
        && Float.compare(scale, that.scale) == 0
        && mean.equals(that.mean);
  }

  @Override
  public int hashCode() {
    return 31 * mean.hashCode() + Float.hashCode(scale);
  }

  @Override
  public String toString() {
    return "Quantizer[" + mean.length() + " dimensions]";
  }
}
