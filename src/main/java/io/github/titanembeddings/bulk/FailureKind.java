package io.github.titanembeddings.bulk;

/** The kind of an item's failure; {@link BulkSnapshot#failedByKind()} counts failures by kind. */
public enum FailureKind {
  /** The item is invalid, or its key is a duplicate: rejected by the library or the service. */
  REJECTED,
  /** The account's quota was used up until the item's deadline. */
  THROTTLED,
  /**
   * The credentials, the account, the model, a daily quota or the endpoint does not permit the
   * call. Every item would fail the same way, so this stops the run.
   */
  RUN_FATAL,
  /** The service failed or timed out. */
  SERVICE,
  /** There was no response, or one without a valid vector. */
  TRANSPORT,
  /** The image could not be read from its store. */
  STORAGE,
  /** The run ended before the item had its response. */
  STOPPED,
  /** Any other failure, such as an exception of a custom transport. */
  OTHER
}
