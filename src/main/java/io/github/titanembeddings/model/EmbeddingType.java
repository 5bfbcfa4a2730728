package io.github.titanembeddings.model;

/** The forms of a vector that Titan Text Embeddings V2 returns. */
public enum EmbeddingType {
  /** Floats, which every response has: {@link EmbeddingResponse#embedding()}. */
  FLOAT,
  /**
   * One bit per dimension, in addition to the floats: {@link EmbeddingResponse#binaryEmbedding()}.
   */
  BINARY
}
