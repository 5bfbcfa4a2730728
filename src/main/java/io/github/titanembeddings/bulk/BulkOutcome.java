package io.github.titanembeddings.bulk;

import io.github.titanembeddings.model.EmbeddingResponse;
import java.util.Objects;
import java.util.function.Function;

/** What became of one item. Immutable and safe to share between threads. */
public sealed interface BulkOutcome {
  /** The key of the item. */
  String key();

  /** Computes a value from whichever outcome this is. */
  <T> T fold(
      Function<? super Embedded, ? extends T> embedded,
      Function<? super Failed, ? extends T> failed);

  /**
   * An item that has its vector.
   *
   * @param key the key of the item
   * @param response the vector, and what was said about it
   */
  record Embedded(String key, EmbeddingResponse response) implements BulkOutcome {
    /** Refuses null. */
    public Embedded {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(response, "response");
    }

    @Override
    public <T> T fold(
        Function<? super Embedded, ? extends T> embedded,
        Function<? super Failed, ? extends T> failed) {
      return embedded.apply(this);
    }
  }

  /**
   * An item that has none, and will not get one in this run.
   *
   * @param key the key of the item
   * @param exception why, as the client would have thrown it for this item alone
   */
  record Failed(String key, RuntimeException exception) implements BulkOutcome {
    /** Refuses null. */
    public Failed {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(exception, "exception");
    }

    @Override
    public <T> T fold(
        Function<? super Embedded, ? extends T> embedded,
        Function<? super Failed, ? extends T> failed) {
      return failed.apply(this);
    }
  }
}
