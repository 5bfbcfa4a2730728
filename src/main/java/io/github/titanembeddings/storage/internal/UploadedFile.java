package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The file of an upload, whose own failures are told apart from those of the store. */
public final class UploadedFile {
  private UploadedFile() {}

  /** Goes on if there is a file that can be read. */
  public static CompletableFuture<Void> check(
      S3Uri uri, Path file, Supplier<CompletableFuture<Void>> upload) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return failed(uri, file, new IOException("no readable file"));
    }
    return upload.get();
  }

  /** Goes on with all bytes of the file. */
  public static CompletableFuture<Void> read(
      S3Uri uri, Path file, Function<byte[], CompletableFuture<Void>> upload) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      return failed(uri, file, e);
    }
    return upload.apply(bytes);
  }

  private static CompletableFuture<Void> failed(S3Uri uri, Path file, IOException cause) {
    return CompletableFuture.failedFuture(
        new StorageException(
            StorageException.Kind.FAILED, uri, "can't read " + file + ": " + cause, cause));
  }
}
