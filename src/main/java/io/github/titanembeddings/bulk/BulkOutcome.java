package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.FailureClassifier;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.util.Objects;
import java.util.function.Function;

/**
 * The outcome of one item: its vector or its failure. Immutable.
 *
 * <pre>{@code
 * outcome.fold(
 *     embedded -> store(embedded.key(), embedded.response().embedding()),
 *     failed -> report(failed.key(), failed.exception()));
 * }</pre>
 */
public sealed interface BulkOutcome {
  /** Returns the key of the item. */
  String key();

  /** Applies the function for the type of this outcome. */
  <T> T fold(
      Function<? super Embedded, ? extends T> embedded,
      Function<? super Failed, ? extends T> failed);

  /** The failure of an item in an earlier run, as recorded by its {@link Journal}. */
  final class RecordedFailureException extends TitanException {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final boolean retryable;

    /**
     * Creates an exception with the values of the original one, for tests of code that handles it.
     */
    public RecordedFailureException(String kind, String message, boolean retryable) {
      super(message, null);
      this.kind = Objects.requireNonNull(kind, "kind");
      this.retryable = retryable;
    }

    /**
     * Returns the {@code kind()} of the original exception, such as {@code REJECTED} or {@code
     * TIMEOUT}; for input that was rejected before it was sent, the code of its first violation,
     * such as {@code image.too-large}; for other exceptions the simple name of the class.
     */
    public String kind() {
      return kind;
    }

    @Override
    public boolean isRetryable() {
      return retryable;
    }
  }

  /**
   * An item that was embedded.
   *
   * @param key the key of the item
   * @param response the vector and the service's metadata
   */
  record Embedded(String key, EmbeddingResponse response) implements BulkOutcome {
    /** Rejects null. */
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
   * An item that failed and is not retried in this run.
   *
   * @param key the key of the item
   * @param exception the failure, as the client would have thrown it for this item alone
   */
  record Failed(String key, RuntimeException exception) implements BulkOutcome {
    /** Rejects null. */
    public Failed {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(exception, "exception");
    }

    /** Returns the kind of the failure. */
    public FailureKind kind() {
      return FailureClassifier.kindOf(exception);
    }

    @Override
    public <T> T fold(
        Function<? super Embedded, ? extends T> embedded,
        Function<? super Failed, ? extends T> failed) {
      return failed.apply(this);
    }
  }
}
