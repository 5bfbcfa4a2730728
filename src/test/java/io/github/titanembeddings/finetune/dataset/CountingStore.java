package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that counts the writes to another, and fails after a number of them. */
public final class CountingStore implements ObjectStore {
  private final ObjectStore beneath;
  private final int mostWrites;
  private final AtomicInteger writes = new AtomicInteger();

  public CountingStore(ObjectStore beneath, int mostWrites) {
    this.beneath = beneath;
    this.mostWrites = mostWrites;
  }

  int writes() {
    return writes.get();
  }

  @Override
  public CompletableFuture<ObjectPart> read(S3Uri uri, long offset, int length) {
    return beneath.read(uri, offset, length);
  }

  @Override
  public CompletableFuture<Void> write(S3Uri uri, byte[] content) {
    return mayWrite() ? beneath.write(uri, content) : failed(uri);
  }

  @Override
  public CompletableFuture<Void> upload(S3Uri uri, Path file, String sha256) {
    return mayWrite() ? beneath.upload(uri, file, sha256) : failed(uri);
  }

  @Override
  public CompletableFuture<ObjectInfo> info(S3Uri uri) {
    return beneath.info(uri);
  }

  private boolean mayWrite() {
    return writes.incrementAndGet() <= mostWrites;
  }

  private static CompletableFuture<Void> failed(S3Uri uri) {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Kind.UNAVAILABLE, uri, "closed for today", null));
  }
}
