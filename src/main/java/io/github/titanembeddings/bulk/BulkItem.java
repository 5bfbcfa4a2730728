package io.github.titanembeddings.bulk;

import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.ModelRequest;
import java.util.Objects;

/**
 * A request, and the key under which its outcome is returned. Immutable.
 *
 * <pre>{@code
 * items.add(BulkItem.of("shoe-1", EmbeddingRequest.ofText("red shoe")));
 * }</pre>
 *
 * @param key the key, which may have any characters, even unpaired surrogates; at most 65,536 with
 *     a journal. Should be unique within a run: see {@link BulkOptions.Builder#rejectDuplicateKeys}
 * @param request the request
 */
public record BulkItem(String key, ModelRequest request) {
  /** Rejects null. */
  public BulkItem {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(request, "request");
  }

  /** Returns an item. */
  public static BulkItem of(String key, ModelRequest request) {
    return new BulkItem(key, request);
  }

  @Override
  public String toString() {
    return "BulkItem[" + Abbreviate.key(key) + ", " + request + "]";
  }
}
