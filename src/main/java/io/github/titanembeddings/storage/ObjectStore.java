package io.github.titanembeddings.storage;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.internal.UploadedFile;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
   *
   * @throws IllegalArgumentException if {@code offset} is negative or {@code length} less than 1
   */
  CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length);

  /** Writes a whole object, in place of one of that name. */
  CompletableFuture<Void> write(S3Uri uri, byte[] content);

  /**
   * Writes a file as a whole object, in place of one of that name, without holding it in memory,
   * and keeps its hash for {@link #info}.
   *
   * <p>By default it reads the file in the calling thread and calls {@link #write}.
   *
   * @param sha256 the SHA-256 of the file's bytes, 64 hexadecimal digits in lower case
   */
  default CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
    return UploadedFile.read(uri, file, bytes -> write(uri, bytes));
  }

  /**
   * What is known of an object without reading it.
   *
   * <p>By default it reads the first byte and knows no hash.
   */
  default CompletableFuture<ObjectInfo> info(S3Uri uri) {
    return Futures.map(
        read(uri, 0, 1), part -> ObjectInfo.of(uri, part.totalSize(), part.version(), null));
  }

  /**
   * The next of the objects whose keys begin with the prefix's key, in the order of their keys.
   *
   * <p>By default it fails: a store need not be able to list.
   *
   * @param after {@link ObjectPage#next()} of the page before; null for the first
   */
  default CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
    return CompletableFuture.failedFuture(
        new StorageException(
            StorageException.Kind.FAILED, prefix, "this store does not list objects", null));
  }

  /** Closes what the store made for itself; nothing by default. */
  @Override
  default void close() {}
}
