package io.github.titanembeddings.testing;

/**
 * Computes the vectors that a {@link TitanStub} returns. The stub scales them to unit norm and
 * averages the two of a text with an image. Must be thread-safe.
 *
 * <pre>{@code
 * stub.vectors(new VectorSource() {
 *   public float[] text(String text, int length) { return Arrays.copyOf(new float[] {1, 0}, length); }
 *   public float[] image(byte[] png, int length) { return Arrays.copyOf(new float[] {1, 1}, length); }
 * });
 * }</pre>
 */
public interface VectorSource {
  /** Returns the vector of a text with {@code length} dimensions. */
  float[] text(String text, int length);

  /**
   * Returns the vector of an image file with {@code length} dimensions.
   *
   * @throws IllegalArgumentException if the image cannot be decoded; the stub then rejects the
   *     request
   */
  float[] image(byte[] image, int length);
}
