package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.internal.ObjectStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes objects that are named by {@code s3://} URIs. Implementations are thread-safe.
 *
 * <p>Futures fail with an unwrapped {@link StorageException}. Cancelling a future cancels the
 * underlying call, if there is one. A custom store implements at least {@link #read} and {@link
 * #write}:
 *
 * <pre>{@code
 * record MemoryStore(Map<S3Uri, byte[]> objects) implements ObjectStore {
 *   public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
 *     byte[] all = objects.get(uri);
 *     if (all == null) {
 *       return CompletableFuture.failedFuture(
 *           new StorageException(StorageException.Kind.NOT_FOUND, uri, "not found", null));
 *     }
 *     int from = (int) Math.min(offset, all.length);
 *     byte[] part = Arrays.copyOfRange(all, from, Math.min(all.length, from + length));
 *     return CompletableFuture.completedFuture(new ObjectPart(part, all.length, "1"));
 *   }
 *
 *   public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
 *     objects.put(uri, content);
 *     return CompletableFuture.completedFuture(null);
 *   }
 * }
 * }</pre>
 */
public interface ObjectStore extends AutoCloseable {
  /** The content of an object, of any length. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes the content to a stream, which the store closes.
     *
     * @throws IOException if the content cannot be produced
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Reads up to {@code length} bytes from {@code offset} in one request. The part is empty if the
   * object ends at or before {@code offset}.
   *
   * @throws IllegalArgumentException if {@code offset} is negative or {@code length} less than 1
   */
  CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length);

  /**
   * Returns a stream that reads an object in parts of 4 MB and blocks while it does. Its methods
   * throw {@link StorageException}, of the kind {@link StorageException.Kind#CHANGED} if the object
   * changes meanwhile, and {@link TransportException} if the thread is interrupted.
   */
  default InputStream open(S3Uri uri) {
    return new ObjectStream(uri, (offset, length) -> read(uri, offset, length));
  }

  /** Writes a whole object and replaces an existing one. */
  CompletableFuture<Void> write(S3Uri uri, byte[] content);

  /**
   * Writes an object of unknown length and replaces an existing one. Calls {@link Content#writeTo}
   * once, on the calling thread, and blocks until the object exists. If the content throws or the
   * thread is interrupted, nothing is written.
   *
   * <p>The default implementation holds the whole object in memory.
   *
   * @throws StorageException if the object cannot be written, or the content throws an {@link
   *     IOException}
   * @throws TransportException if the thread is interrupted
   */
  default void write(S3Uri uri, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      content.writeTo(bytes);
    } catch (IOException e) {
      throw new StorageException(StorageException.Kind.FAILED, uri, "its content failed: " + e, e);
    }
    Futures.await(write(uri, bytes.toByteArray()));
  }

  /**
   * Writes a file as a whole object, replaces an existing one, and stores the hash for {@link
   * #info}. Implementations do not hold the file in memory.
   *
   * <p>The default implementation reads the whole file on the calling thread, calls {@link #write}
   * and stores no hash.
   *
   * @param sha256 the SHA-256 of the file's bytes, 64 lower-case hexadecimal digits
   */
  default CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.FAILED, uri, "cannot read " + file + ": " + e, e));
    }
    return write(uri, content);
  }

  /**
   * Returns the metadata of an object.
   *
   * <p>The default implementation reads the first byte and returns no hash.
   */
  default CompletableFuture<ObjectInfo> info(S3Uri uri) {
    return Futures.map(
        read(uri, 0, 1), part -> new ObjectInfo(uri, part.totalSize(), part.version(), null));
  }

  /**
   * Lists the objects whose keys begin with the prefix's key, ordered by key.
   *
   * <p>The default implementation fails: listing is optional.
   *
   * @param after {@link ObjectPage#next()} of the previous page; null for the first page
   */
  default CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
    return CompletableFuture.failedFuture(
        new StorageException(
            StorageException.Kind.FAILED, prefix, "this store does not list objects", null));
  }

  /**
   * Deletes an object; succeeds if it does not exist.
   *
   * <p>The default implementation fails: deleting is optional.
   */
  default CompletableFuture<Void> delete(S3Uri uri) {
    return CompletableFuture.failedFuture(
        new StorageException(
            StorageException.Kind.FAILED, uri, "this store does not delete objects", null));
  }

  /**
   * Discards unfinished writes, such as those of a killed process, of objects whose keys begin with
   * the prefix's key, and returns their number. In S3 they are billed, but not listed among the
   * objects.
   *
   * <p>The default implementation returns 0, for stores that leave none.
   */
  default CompletableFuture<Integer> abortUnfinished(S3Uri prefix) {
    return CompletableFuture.completedFuture(0);
  }

  /** Closes the resources that the store created; does nothing by default. */
  @Override
  default void close() {}
}
