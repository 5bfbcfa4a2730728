package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Checks the arguments of a store's methods. */
public final class StoreArguments {
  private StoreArguments() {}

  public static void requireRange(long offset, int length) {
    if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "offset must be at least 0 and length at least 1; got offset "
              + offset
              + " and length "
              + length
              + " bytes");
    }
  }

  /** Uploads a file if it is readable, so that an unreadable one is not reported as the store's. */
  public static CompletableFuture<Void> ifReadable(
      S3Uri uri, Path file, Supplier<CompletableFuture<Void>> upload) {
    return Files.isRegularFile(file) && Files.isReadable(file)
        ? upload.get()
        : CompletableFuture.failedFuture(
            new StorageException(
                StorageException.Kind.FAILED,
                uri,
                "cannot read " + file + ": not a readable file",
                null));
  }
}
