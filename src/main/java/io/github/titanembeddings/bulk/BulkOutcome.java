package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.storage.StorageException;
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

    /** Creates a failure with the kind, message and retryability of the original exception. */
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
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /** Rejects null. */
    public Failed {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(exception, "exception");
    }

    /** Returns the kind of the failure. */
    public FailureKind kind() {
      if (exception instanceof ServiceException refusal) {
        return kindOf(refusal);
      }
      if (exception instanceof InvalidRequestException) {
        return FailureKind.REJECTED;
      }
      if (exception instanceof TransportException failure) {
        return lacksCredentials(failure) ? FailureKind.RUN_FATAL : FailureKind.TRANSPORT;
      }
      if (exception instanceof MalformedReplyException) {
        return FailureKind.TRANSPORT;
      }
      if (exception instanceof StorageException) {
        return FailureKind.STORAGE;
      }
      return exception instanceof BulkStoppedException ? FailureKind.STOPPED : FailureKind.OTHER;
    }

    private static FailureKind kindOf(ServiceException failure) {
      if (failure.violations().stream().anyMatch(v -> v.path().equals("modelId"))) {
        return FailureKind.RUN_FATAL;
      }
      return switch (failure.kind()) {
        case THROTTLED -> FailureKind.THROTTLED;
        case REJECTED -> FailureKind.REJECTED;
        case ACCESS_DENIED, NOT_FOUND, QUOTA_EXCEEDED -> FailureKind.RUN_FATAL;
        case CONFLICT, MODEL_NOT_READY, MODEL_TIMEOUT, MODEL_ERROR, UNAVAILABLE ->
            FailureKind.SERVICE;
        case OTHER ->
            concernsEndpoint(failure.statusCode()) ? FailureKind.RUN_FATAL : FailureKind.SERVICE;
      };
    }

    /**
     * Returns whether a status affects every request: a redirect, or a proxy that requires
     * credentials.
     */
    private static boolean concernsEndpoint(int status) {
      return (status >= 300 && status < 400) || status == PROXY_AUTHENTICATION_REQUIRED;
    }

    private static boolean lacksCredentials(TransportException failure) {
      boolean found = false;
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        found |= ServiceMessages.isOfMissingCredentials(String.valueOf(cause.getMessage()));
      }
      return found && failure.kind() == TransportException.Kind.NOT_SENT && !failure.isRetryable();
    }

    @Override
    public <T> T fold(
        Function<? super Embedded, ? extends T> embedded,
        Function<? super Failed, ? extends T> failed) {
      return failed.apply(this);
    }
  }
}
