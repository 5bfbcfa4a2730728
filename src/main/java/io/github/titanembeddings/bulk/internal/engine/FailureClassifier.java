package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.storage.StorageException;

/**
 * Returns the {@link FailureKind} of an exception. A failure of the kind {@link
 * FailureKind#RUN_FATAL} stops the run ({@link Engine}).
 */
public final class FailureClassifier {
  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private FailureClassifier() {}

  public static FailureKind kindOf(RuntimeException exception) {
    if (exception instanceof ServiceException refusal) {
      return kindOf(refusal);
    } else if (exception instanceof InvalidRequestException) {
      return FailureKind.REJECTED;
    } else if (exception instanceof TransportException failure && lacksCredentials(failure)) {
      return FailureKind.RUN_FATAL;
    } else if (exception instanceof TransportException
        || exception instanceof MalformedReplyException) {
      return FailureKind.TRANSPORT;
    } else if (exception instanceof StorageException) {
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

  /** Returns whether every request fails: a redirect, or a proxy that requires credentials. */
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
}
