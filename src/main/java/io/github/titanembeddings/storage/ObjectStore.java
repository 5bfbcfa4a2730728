package io.github.titanembeddings.storage;

import java.util.concurrent.CompletableFuture;

/**
 * Reads and writes objects named by {@code s3://} URIs. Implementations are safe for use by several
 * threads.
 *
 * <p>Futures fail with {@link StorageException}, not wrapped. Cancelling one cancels the call
 * beneath where there is one.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * Reads up to {@code length} bytes from {@code offset} on, in one request; none if the object is
   * not longer than that.
   */
  CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length);

  /** Writes a whole object, in place of one of that name. */
  CompletableFuture<Void> write(S3Uri uri, byte[] content);

  /** Closes what the store made for itself; nothing by default. */
  @Override
  default void close() {}
}
