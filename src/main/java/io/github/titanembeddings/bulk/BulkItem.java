package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.KeyCheck;
import io.github.titanembeddings.model.EmbeddingRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of many requests, with the key by which its outcome is known. Immutable and safe to share
 * between threads.
 */
public final class BulkItem {
  private final String key;
  private final EmbeddingRequest request;

  private BulkItem(String key, EmbeddingRequest request) {
    this.key = Objects.requireNonNull(key, "key");
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * Returns an item: a request, and the key of its outcome. Keys should be unique within a run: see
   * {@link BulkOptions.Builder#rejectDuplicateKeys}. With a journal, a key may have at most 65,536
   * characters. Any characters are allowed, including unpaired surrogates.
   */
  public static BulkItem of(String key, EmbeddingRequest request) {
    return new BulkItem(key, request);
  }

  /** The key. */
  public String key() {
    return key;
  }

  /** The request. */
  public EmbeddingRequest request() {
    return request;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BulkItem that && key.equals(that.key) && request.equals(that.request);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, request);
  }

  @Override
  public String toString() {
    return "BulkItem[" + KeyCheck.shown(key) + ", " + request + "]";
  }
}
