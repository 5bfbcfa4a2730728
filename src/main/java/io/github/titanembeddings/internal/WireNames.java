package io.github.titanembeddings.internal;

/** The names of the members of a request body, which are also the paths of violations. */
public final class WireNames {
  public static final String INPUT_TEXT = "inputText";

  public static final String INPUT_IMAGE = "inputImage";

  public static final String EMBEDDING_CONFIG = "embeddingConfig";

  public static final String OUTPUT_EMBEDDING_LENGTH = "outputEmbeddingLength";

  public static final String DIMENSIONS = "dimensions";

  public static final String NORMALIZE = "normalize";

  public static final String EMBEDDING_TYPES = "embeddingTypes";

  private WireNames() {}
}
