package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.util.concurrent.CompletableFuture;

/** A store whose calls all fail, and not transiently. */
final class FailingStore implements ObjectStore {
  @Override
  public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
    return failed(uri);
  }

  @Override
  public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
    return failed(uri);
  }

  private static <T> CompletableFuture<T> failed(S3Uri uri) {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Kind.FAILED, uri, "HTTP 400 ExpiredToken", null));
  }
}
