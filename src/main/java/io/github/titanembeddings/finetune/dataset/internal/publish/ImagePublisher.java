package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.FileImage;
import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Repairs an image if necessary, and uploads it unless the store has it. Thread-safe. */
final class ImagePublisher {
  private final ImageKeys keys;
  private final ObjectStore store;
  private final S3Uri images;
  private final ImageRepair repair;

  /**
   * The result for an image; the example is null if it is skipped, {@code bytesUploaded} 0 if the
   * store had it.
   */
  record Result(
      Path file,
      @Nullable TrainingExample example,
      String sha256,
      long bytesUploaded,
      List<Violation> problems) {
    static Result skipped(Path file, List<Violation> problems) {
      return new Result(file, null, "", 0, problems);
    }

    private static Result skipped(Path file, String code, String actual, String remedy) {
      return skipped(file, List.of(FolderScan.violation(file, code, actual, remedy)));
    }
  }

  ImagePublisher(ImageKeys keys, ObjectStore store, S3Uri images, Limits limits) {
    this.keys = keys;
    this.store = store;
    this.images = images;
    this.repair = new ImageRepair(limits);
  }

  Result run(Path file, String caption) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      ImageRepair.Result repaired = repair.repair(keys.name(file), new FileImage(file, attributes));
      if (!repaired.errors().isEmpty()) {
        return Result.skipped(file, repaired.errors());
      }
      FittedImage fitted = repaired.fitted();
      Result result =
          fitted == null
              ? putFile(file, attributes.size(), caption)
              : putBytes(file, repaired.extension(), fitted.bytes(), caption);
      return hasChanged(file, attributes)
          ? Result.skipped(
              file, ViolationCodes.IMAGE_CHANGED, "a change while it was read", "run it again")
          : result;
    } catch (InvalidRequestException e) {
      return Result.skipped(file, e.violations());
    } catch (ClosedByInterruptException e) {
      throw new CancellationException("interrupted at " + file);
    } catch (IOException e) {
      return Result.skipped(
          file, ViolationCodes.IMAGE_UNREADABLE, FolderScan.reason(e), "make it readable");
    } catch (StorageException e) {
      if (!isOfThisImage(e)) {
        throw e;
      }
      return Result.skipped(
          file,
          ViolationCodes.IMAGE_NOT_STORED,
          String.valueOf(e.getMessage()),
          "rename the image");
    }
  }

  /** Returns whether the store works and rejects only this image. */
  private boolean isOfThisImage(StorageException failure) {
    if (failure.kind() != StorageException.Kind.FAILED || isDiskFull(failure)) {
      return false;
    }
    try {
      isPresent(S3Uri.of(images + "titan-embeddings"), ""); // throws if the store fails
      return true;
    } catch (StorageException e) {
      return false;
    }
  }

  private static boolean isDiskFull(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("no space left") || message.contains("quota exceeded")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasChanged(Path file, BasicFileAttributes before) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return now.size() != before.size() || !now.lastModifiedTime().equals(before.lastModifiedTime());
  }

  private Result putFile(Path file, long size, String caption) throws IOException {
    S3Uri uri = uri(keys.key(file));
    String sha256 = Sha256.of(file);
    return put(file, uri, sha256, size, caption, () -> store.upload(uri, file, sha256));
  }

  private Result putBytes(Path file, String extension, byte[] bytes, String caption) {
    String sha256 = Sha256.of(bytes);
    String key = keys.fittedKey(file, extension, sha256);
    if (key == null) {
      return Result.skipped(
          file, ViolationCodes.FILE_KEY_TAKEN, "a key that another image has", "rename the image");
    }
    S3Uri uri = uri(key);
    return put(file, uri, sha256, bytes.length, caption, () -> store.write(uri, bytes));
  }

  private Result put(
      Path file,
      S3Uri uri,
      String sha256,
      long size,
      String caption,
      Supplier<CompletableFuture<Void>> upload) {
    boolean isPresent = isPresent(uri, sha256);
    if (!isPresent) {
      Futures.await(upload.get());
    }
    return new Result(
        file, TrainingExample.of(uri, caption), sha256, isPresent ? 0 : size, List.of());
  }

  private boolean isPresent(S3Uri uri, String sha256) {
    try {
      return sha256.equals(Futures.await(store.info(uri)).sha256());
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private S3Uri uri(String key) {
    try {
      return S3Uri.of(images + key);
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(
          Violation.error(key, ViolationCodes.FILE_KEY_TOO_LONG)
              .actual(
                  String.format(
                      Locale.ROOT,
                      "an object key of %,d bytes",
                      (images.key() + key).getBytes(StandardCharsets.UTF_8).length))
              .limit(e.violations().get(0).limit())
              .remedy("shorten the name of the image or its folders")
              .build(),
          e);
    }
  }
}
