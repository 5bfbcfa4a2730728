package io.github.titanembeddings.internal;

/** The names of the fields in a request's body, which violations point at too. */
public final class WireNames {
  /** The text. */
  public static final String INPUT_TEXT = "inputText";

  /** The image in base64. */
  public static final String INPUT_IMAGE = "inputImage";

  /** The object that holds the length. */
  public static final String EMBEDDING_CONFIG = "embeddingConfig";

  /** The length, in its object. */
  public static final String OUTPUT_EMBEDDING_LENGTH = "outputEmbeddingLength";

  private WireNames() {}
}
