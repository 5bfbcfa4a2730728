package io.github.titanembeddings.testing;

/**
 * Makes the vectors that a {@link TitanStub} answers with. The stand-in scales them to unit norm
 * and averages the two of a text with an image. Must be safe for use by several threads.
 */
public interface VectorSource {
  /** The vector of a text, with {@code length} dimensions. */
  float[] text(String text, int length);

  /**
   * The vector of an image, given as the bytes of its file, with {@code length} dimensions.
   *
   * @throws IllegalArgumentException if it can't be decoded: the stand-in refuses the request then
   */
  float[] image(byte[] image, int length);
}
