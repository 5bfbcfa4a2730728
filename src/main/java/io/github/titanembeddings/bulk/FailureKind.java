package io.github.titanembeddings.bulk;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.storage.StorageException;

/** What an item failed of, as failures are counted. */
public enum FailureKind {
  /**
   * The item is not good: refused before it was sent, or by the service, or its key was doubled.
   */
  REFUSED,
  /** The account's quota was used up until the item's time was. */
  THROTTLED,
  /** The credentials, the model or a quota do not allow the call. */
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

  /** The kind of a failure. */
  public static FailureKind of(Throwable failure) {
    if (failure instanceof ServiceException refusal) {
      return of(refusal.kind());
    }
    if (failure instanceof InvalidRequestException) {
      return REFUSED;
    }
    if (failure instanceof TransportException || failure instanceof MalformedReplyException) {
      return TRANSPORT;
    }
    if (failure instanceof StorageException) {
      return STORAGE;
    }
    return failure instanceof BulkStoppedException ? STOPPED : OTHER;
  }

  private static FailureKind of(ServiceException.Kind kind) {
    return switch (kind) {
      case THROTTLED -> THROTTLED;
      case REJECTED -> REFUSED;
      case ACCESS_DENIED, NOT_FOUND, QUOTA_EXCEEDED -> NOT_ALLOWED;
      case CONFLICT, MODEL_NOT_READY, MODEL_TIMEOUT, MODEL_ERROR, UNAVAILABLE, OTHER -> SERVICE;
    };
  }
}
