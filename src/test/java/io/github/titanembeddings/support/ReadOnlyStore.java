package io.github.titanembeddings.support;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.util.concurrent.CompletableFuture;

/** A store that only reads. */
@FunctionalInterface
public interface ReadOnlyStore extends ObjectStore {
  @Override
  default CompletableFuture<Void> write(S3Uri uri, byte[] content) {
    throw new UnsupportedOperationException();
  }
}
