package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.SkippedFile;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.FileImage;
import io.github.titanembeddings.internal.image.fit.Fitted;
import io.github.titanembeddings.storage.ObjectInfo;
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
import org.jspecify.annotations.Nullable;

/** Fits a picture and puts it into the store, if it is not there already. */
final class ImageTask {
  private final ImageKeys keys;
  private final ObjectStore store;
  private final S3Uri images;
  private final ImageRepair mending;

  /**
   * What became of a picture.
   *
   * @param file the picture
   * @param example its line; none if it was left out
   * @param sha256 the hash of the bytes in the store
   * @param bytesUploaded how many bytes were sent; 0 if they were there
   * @param problems why it was left out
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

    static Result skipped(Path file, String code, String actual, String remedy) {
      return skipped(file, SkippedFile.of(file, code, actual, remedy).reasons());
    }
  }

  ImageTask(ImageKeys keys, ObjectStore store, S3Uri images, Limits limits) {
    this.keys = keys;
    this.store = store;
    this.images = images;
    this.mending = new ImageRepair(limits);
  }

  Result run(Path file, String caption) {
    String name = keys.name(file);
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      ImageRepair.Outcome outcome = mending.mend(name, new FileImage(file, attributes));
      if (!outcome.errors().isEmpty()) {
        return Result.skipped(file, outcome.errors());
      }
      Fitted fitted = outcome.fitted();
      Result result =
          fitted == null
              ? putFile(file, attributes, caption)
              : putBytes(file, outcome.extension(), fitted.bytes(), caption);
      return changed(file, attributes)
          ? Result.skipped(
              file, ViolationCodes.IMAGE_CHANGED, "a change while it was read", "run it again")
          : result;
    } catch (InvalidRequestException e) {
      return Result.skipped(file, e.violations());
    } catch (ClosedByInterruptException e) {
      throw new CancellationException("interrupted at " + file);
    } catch (IOException e) {
      return Result.skipped(
          file, ViolationCodes.IMAGE_UNREADABLE, ImageFolder.reason(e), "make it readable");
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

  /** Returns whether the store works and refuses only this image. */
  private boolean isOfThisImage(StorageException failure) {
    if (failure.kind() != StorageException.Kind.FAILED || isDiskFull(failure)) {
      return false;
    }
    try {
      return !isThere(S3Uri.of(images + "titan-embeddings"), "");
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

  private static boolean changed(Path file, BasicFileAttributes before) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return now.size() != before.size() || !now.lastModifiedTime().equals(before.lastModifiedTime());
  }

  private Result putFile(Path file, BasicFileAttributes attributes, String caption)
      throws IOException {
    S3Uri uri = uri(keys.key(file));
    String sha256 = Sha256.of(file);
    long sent = 0;
    if (!isThere(uri, sha256)) {
      Futures.await(store.upload(uri, file, sha256));
      sent = attributes.size();
    }
    return new Result(file, TrainingExample.of(uri, caption), sha256, sent, List.of());
  }

  private Result putBytes(Path file, String extension, byte[] bytes, String caption) {
    String sha256 = Sha256.of(bytes);
    String key = keys.fittedKey(file, extension, sha256);
    if (key == null) {
      return Result.skipped(
          file, ViolationCodes.FILE_KEY_TAKEN, "a key that another image has", "rename the image");
    }
    S3Uri uri = uri(key);
    long sent = 0;
    if (!isThere(uri, sha256)) {
      Futures.await(store.write(uri, bytes));
      sent = bytes.length;
    }
    return new Result(file, TrainingExample.of(uri, caption), sha256, sent, List.of());
  }

  private boolean isThere(S3Uri uri, String sha256) {
    CompletableFuture<Boolean> same =
        Futures.map(store.info(uri), (ObjectInfo info) -> sha256.equals(info.sha256()));
    return Futures.await(
        Futures.recover(
            same,
            failure ->
                failure instanceof StorageException problem
                        && problem.kind() == StorageException.Kind.NOT_FOUND
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(failure)));
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
