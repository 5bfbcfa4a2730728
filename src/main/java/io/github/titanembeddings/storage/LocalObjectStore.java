package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.files.AtomicFile;
import io.github.titanembeddings.internal.files.BucketFolder;
import io.github.titanembeddings.storage.internal.LocalFiles;
import io.github.titanembeddings.storage.internal.StoreArguments;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A local folder used as a bucket, for development without S3: {@code s3://bucket/a/b.jpg} is the
 * file {@code a/b.jpg} in the folder. Thread-safe; reads and writes on the calling thread.
 *
 * <p>No key can name a file outside the folder, whether by {@code ..}, an absolute path or a
 * symbolic link. A write replaces the whole object or changes nothing; the partial file of a killed
 * process is deleted once it is an hour old, when another store first writes to its folder.
 *
 * <pre>{@code
 * ObjectStore store = LocalObjectStore.of("shop", Path.of("bucket"));
 * store.write(S3Uri.of("s3://shop/images/1.png"), png).join();    // bucket/images/1.png
 * ImageInput image = ImageInput.fromS3(store, "s3://shop/images/1.png");
 * }</pre>
 */
public final class LocalObjectStore implements ObjectStore {
  private final String bucket;
  private final BucketFolder folder;
  private final Set<Path> cleanFolders = ConcurrentHashMap.newKeySet();

  private LocalObjectStore(String bucket, Path root) {
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.folder = new BucketFolder(root);
  }

  /** Returns a store for one bucket; the folder is created by the first write. */
  public static LocalObjectStore of(String bucket, Path folder) {
    return new LocalObjectStore(bucket, folder.toAbsolutePath().normalize());
  }

  /** Returns the bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** Returns the folder as an absolute path. */
  public Path folder() {
    return folder.root();
  }

  @Override
  public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
    StoreArguments.requireRange(offset, length);
    return attempt(
        uri,
        () -> {
          requireBucket(uri);
          return readFile(folder.find(uri.key()), offset, length);
        });
  }

  @Override
  public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
    return attempt(uri, () -> replace(file(uri), part -> Files.write(part, content)));
  }

  @Override
  public void write(S3Uri uri, Content content) {
    Futures.await(
        attempt(
            uri,
            () ->
                replace(
                    file(uri),
                    part -> {
                      try (OutputStream out =
                          new BufferedOutputStream(
                              Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
                        content.writeTo(out);
                      }
                    })));
  }

  @Override
  public CompletableFuture<Void> delete(S3Uri uri) {
    return attempt(
        uri,
        () -> {
          Files.deleteIfExists(file(uri));
          return null;
        });
  }

  /**
   * {@inheritDoc} Deletes partial files of any age; no other process may write there. The future
   * fails with a {@link StorageException}: of kind {@code NOT_FOUND} for another bucket than {@link
   * #bucket()}, of kind {@code ACCESS_DENIED} or {@code FAILED} if the folder cannot be read or a
   * file not be deleted.
   */
  @Override
  public CompletableFuture<Integer> abortUnfinished(S3Uri prefix) {
    return attempt(
        prefix,
        () -> {
          requireBucket(prefix);
          return LocalFiles.deleteParts(folder.root(), prefix.key());
        });
  }

  /** {@inheritDoc} The hash is not stored: {@link #info} computes it. */
  @Override
  public CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
    return StoreArguments.ifReadable(
        uri, file, () -> attempt(uri, () -> replace(file(uri), part -> copy(file, part))));
  }

  private @Nullable Void replace(Path file, AtomicFile.Content content) throws IOException {
    Path parent = file.getParent();
    if (parent != null && cleanFolders.add(parent)) {
      LocalFiles.deleteAbandonedParts(parent);
    }
    AtomicFile.replace(file, content);
    return null;
  }

  private static void copy(Path file, Path part) throws IOException {
    try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
      Files.copy(file, out);
    }
  }

  /** {@inheritDoc} Reads the whole file to compute the hash. */
  @Override
  public CompletableFuture<ObjectInfo> info(S3Uri uri) {
    return attempt(uri, () -> LocalFiles.info(uri, file(uri)));
  }

  /**
   * {@inheritDoc} Returns a single page. Symbolic links are omitted. The future fails with a {@link
   * StorageException}: of kind {@code NOT_FOUND} for another bucket than {@link #bucket()}, of kind
   * {@code ACCESS_DENIED} or {@code FAILED} if the folder cannot be read.
   */
  @Override
  public CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
    return attempt(
        prefix,
        () -> {
          requireBucket(prefix);
          return new ObjectPage(LocalFiles.list(bucket, folder.root(), prefix.key()), null);
        });
  }

  private static ObjectPart readFile(BucketFolder.Found file, long offset, int length)
      throws IOException {
    byte[] bytes = new byte[(int) Math.max(0, Math.min(length, file.size() - offset))];
    int read = file.read(offset, bytes);
    byte[] part = read < bytes.length ? Arrays.copyOf(bytes, read) : bytes;
    return new ObjectPart(part, file.size(), LocalFiles.version(file.attributes()));
  }

  private Path file(S3Uri uri) throws IOException {
    requireBucket(uri);
    return folder.file(uri.key());
  }

  private void requireBucket(S3Uri uri) throws NoSuchFileException {
    if (!uri.bucket().equals(bucket)) {
      throw new NoSuchFileException("no bucket " + uri.bucket());
    }
  }

  private interface Action<T> {
    @Nullable T run() throws IOException;
  }

  private static <T> CompletableFuture<T> attempt(S3Uri uri, Action<T> action) {
    try {
      return CompletableFuture.completedFuture(action.run());
    } catch (NoSuchFileException e) {
      return failed(StorageException.Kind.NOT_FOUND, uri, "not found", e);
    } catch (AccessDeniedException e) {
      return failed(StorageException.Kind.ACCESS_DENIED, uri, "access denied", e);
    } catch (ClosedByInterruptException e) {
      return CompletableFuture.failedFuture(
          new TransportException(TransportException.Kind.INTERRUPTED, "interrupted at " + uri, e));
    } catch (IOException | InvalidPathException | InvalidRequestException e) {
      return failed(StorageException.Kind.FAILED, uri, e.toString(), e);
    }
  }

  private static <T> CompletableFuture<T> failed(
      StorageException.Kind kind, S3Uri uri, String problem, Exception cause) {
    return CompletableFuture.failedFuture(new StorageException(kind, uri, problem, cause));
  }

  @Override
  public String toString() {
    return "LocalObjectStore[s3://" + bucket + " is " + folder.root() + "]";
  }
}
