package io.github.titanembeddings.storage;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.files.AtomicFiles;
import io.github.titanembeddings.internal.files.BucketFolder;
import io.github.titanembeddings.storage.internal.LocalFiles;
import io.github.titanembeddings.storage.internal.ReadRange;
import io.github.titanembeddings.storage.internal.UploadedFile;
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
 * A folder that stands for a bucket, for trying things without S3: {@code s3://bucket/a/b.jpg} is
 * {@code a/b.jpg} in the folder. No key can name a file outside it, not by {@code ..}, an absolute
 * path or a symbolic link. A write puts the whole object in place or changes nothing; the partial
 * file of a killed process is deleted an hour later by the first write to its folder. Thread-safe;
 * reads and writes in the calling thread.
 */
public final class LocalObjectStore implements ObjectStore {
  private final String bucket;
  private final BucketFolder folder;
  private final Set<Path> cleanFolders = ConcurrentHashMap.newKeySet();

  private LocalObjectStore(String bucket, Path root) {
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.folder = new BucketFolder(root);
  }

  /** A store in which one bucket is a folder; the folder need not be there yet. */
  public static LocalObjectStore of(String bucket, Path folder) {
    return new LocalObjectStore(bucket, folder.toAbsolutePath().normalize());
  }

  /** The bucket that the folder stands for. */
  public String bucket() {
    return bucket;
  }

  /** The folder; an absolute path. */
  public Path folder() {
    return folder.root();
  }

  @Override
  public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
    ReadRange.require(offset, length);
    return attempt(
        uri,
        () -> {
          requireBucket(uri);
          return readFile(folder.find(uri.key()), offset, length);
        });
  }

  @Override
  public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
    return attempt(
        uri,
        () -> {
          replace(file(uri), part -> Files.write(part, content));
          return null;
        });
  }

  /** {@inheritDoc} The hash is not kept: {@link #info} finds it anew. */
  @Override
  public CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
    return UploadedFile.check(
        uri,
        file,
        () ->
            attempt(
                uri,
                () -> {
                  replace(file(uri), part -> copy(file, part));
                  return null;
                }));
  }

  private void replace(Path file, AtomicFiles.Content content) throws IOException {
    Path parent = file.getParent();
    if (parent != null && cleanFolders.add(parent)) {
      LocalFiles.deleteAbandonedParts(parent);
    }
    AtomicFiles.replace(file, content);
  }

  private static void copy(Path file, Path part) throws IOException {
    try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
      Files.copy(file, out);
    }
  }

  /** {@inheritDoc} The hash is computed each time, so the whole file is read. */
  @Override
  public CompletableFuture<ObjectInfo> info(S3Uri uri) {
    return attempt(uri, () -> LocalFiles.info(uri, file(uri)));
  }

  /** {@inheritDoc} One page has them all. Symbolic links are left out. */
  @Override
  public CompletableFuture<ObjectPage> list(S3Uri prefix, @Nullable String after) {
    return attempt(
        prefix,
        () -> {
          requireBucket(prefix);
          return ObjectPage.of(LocalFiles.list(bucket, folder.root(), prefix.key()), null);
        });
  }

  private static ObjectPart readFile(BucketFolder.Found file, long offset, int length)
      throws IOException {
    byte[] bytes = new byte[(int) Math.max(0, Math.min(length, file.size() - offset))];
    int read = file.read(offset, bytes);
    byte[] part = read < bytes.length ? Arrays.copyOf(bytes, read) : bytes;
    return ObjectPart.of(part, file.size(), LocalFiles.version(file.attributes()));
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
    } catch (IOException | InvalidPathException e) {
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
