package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.Refusals;
import io.github.titanembeddings.storage.StorageException;

/** What an item failed of, as failures are counted. */
public enum FailureKind {
  /**
   * The item is not good: refused before it was sent, or by the service, or its key was doubled.
   */
  REFUSED,
  /** The account's quota was used up until the item's time was. */
  THROTTLED,
  /**
   * The credentials, the account, the model, a daily quota or the endpoint does not allow the call.
   * Every item would fail the same way, so this stops the run.
   */
  NOT_ALLOWED,
  /** The service failed, or was too slow. */
  SERVICE,
  /** No answer came back, or one without a good vector. */
  TRANSPORT,
  /** The image's store failed. */
  STORAGE,
  /** The run ended before the item had its answer. */
  STOPPED,
  /** Anything else, such as what a transport of yours throws. */
  OTHER;

  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  /** The kind of a failure. */
  public static FailureKind of(Throwable failure) {
    if (failure instanceof ServiceException refusal) {
      return of(refusal);
    }
    if (failure instanceof InvalidRequestException) {
      return REFUSED;
    }
    if (failure instanceof TransportException broken) {
      return isOfMissingCredentials(broken) ? NOT_ALLOWED : TRANSPORT;
    }
    if (failure instanceof MalformedReplyException) {
      return TRANSPORT;
    }
    if (failure instanceof StorageException) {
      return STORAGE;
    }
    return failure instanceof BulkStoppedException ? STOPPED : OTHER;
  }

  private static FailureKind of(ServiceException failure) {
    if (failure.violations().stream().anyMatch(v -> v.path().equals("modelId"))) {
      return NOT_ALLOWED;
    }
    return switch (failure.kind()) {
      case THROTTLED -> THROTTLED;
      case REJECTED -> REFUSED;
      case ACCESS_DENIED, NOT_FOUND, QUOTA_EXCEEDED -> NOT_ALLOWED;
      case CONFLICT, MODEL_NOT_READY, MODEL_TIMEOUT, MODEL_ERROR, UNAVAILABLE -> SERVICE;
      case OTHER -> isOfEndpoint(failure.statusCode()) ? NOT_ALLOWED : SERVICE;
    };
  }

  /**
   * Returns whether a status affects every request: a redirect or a proxy that demands credentials.
   */
  private static boolean isOfEndpoint(int status) {
    return (status >= 300 && status < 400) || status == PROXY_AUTHENTICATION_REQUIRED;
  }

  private static boolean isOfMissingCredentials(TransportException failure) {
    boolean found = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      found |= Refusals.isOfMissingCredentials(String.valueOf(cause.getMessage()));
    }
    return found && failure.kind() == TransportException.Kind.NOT_SENT && !failure.isRetryable();
  }
}
