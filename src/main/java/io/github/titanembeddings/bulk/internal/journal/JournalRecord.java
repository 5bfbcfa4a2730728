package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.model.EmbeddingResponse;
import java.nio.ByteBuffer;

/** What became of one item: its key, the SHA-256 of what it embeds, and the outcome. */
public sealed interface JournalRecord {
  /** The caller's name for the item. */
  String key();

  /** The SHA-256 of the model and of what was embedded. */
  ByteBuffer contentHash();

  /**
   * An item with its vector.
   *
   * @param key the caller's name for it
   * @param contentHash the SHA-256 of the model and of what was embedded
   * @param response the vector and what was said about it
   */
  record Embedded(String key, ByteBuffer contentHash, EmbeddingResponse response)
      implements JournalRecord {}

  /**
   * An item without one.
   *
   * @param key the caller's name for it
   * @param contentHash the SHA-256 of the model and of what was to be embedded
   * @param kind a word for the kind of the failure
   * @param message the failure in words
   * @param retryable whether the same call may succeed if it is made again
   * @param tryAgain whether another run is to try again
   */
  record Failed(
      String key,
      ByteBuffer contentHash,
      String kind,
      String message,
      boolean retryable,
      boolean tryAgain)
      implements JournalRecord {}
}
