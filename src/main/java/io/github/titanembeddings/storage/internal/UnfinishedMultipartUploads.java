package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Lists and aborts the unfinished multipart uploads of objects whose keys begin with a prefix. */
public final class UnfinishedMultipartUploads {
  private static final int NOT_FOUND = 404;

  private final S3AsyncClient s3;
  private final S3Uri prefix;
  private final Predicate<MultipartUpload> filter;

  /**
   * Creates an instance.
   *
   * @param filter selects the uploads to abort
   */
  public UnfinishedMultipartUploads(
      S3AsyncClient s3, S3Uri prefix, Predicate<MultipartUpload> filter) {
    this.s3 = s3;
    this.prefix = prefix;
    this.filter = filter;
  }

  /** Lists and aborts the uploads; returns their number. */
  public CompletableFuture<Integer> abortAll() {
    return abortPage(null, null, 0);
  }

  private CompletableFuture<Integer> abortPage(
      @Nullable String keyMarker, @Nullable String idMarker, int aborted) {
    return Futures.then(
        s3.listMultipartUploads(
            r ->
                r.bucket(prefix.bucket())
                    .prefix(prefix.key())
                    .keyMarker(keyMarker)
                    .uploadIdMarker(idMarker)),
        page -> {
          List<MultipartUpload> uploads = page.uploads().stream().filter(filter).toList();
          return Futures.then(abortAll(uploads), done -> next(page, aborted + uploads.size()));
        });
  }

  private CompletableFuture<Integer> next(ListMultipartUploadsResponse page, int aborted) {
    if (Boolean.TRUE.equals(page.isTruncated()) && page.nextKeyMarker() == null) {
      return CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.FAILED,
              prefix,
              "S3 sent a part of the list of uploads and no marker",
              null));
    }
    return Boolean.TRUE.equals(page.isTruncated())
        ? abortPage(page.nextKeyMarker(), page.nextUploadIdMarker(), aborted)
        : CompletableFuture.completedFuture(aborted);
  }

  private CompletableFuture<Void> abortAll(List<MultipartUpload> uploads) {
    CompletableFuture<Void> all = CompletableFuture.allOf();
    for (MultipartUpload upload : uploads) {
      all = Futures.then(all, done -> abort(upload.key(), upload.uploadId()));
    }
    return all;
  }

  /** Aborts an upload; one that does not exist is aborted already. */
  CompletableFuture<Void> abort(String key, String uploadId) {
    CompletableFuture<Void> aborted =
        Futures.then(
            s3.abortMultipartUpload(r -> r.bucket(prefix.bucket()).key(key).uploadId(uploadId)),
            response -> CompletableFuture.allOf());
    return Futures.recover(
        aborted,
        failure ->
            failure instanceof S3Exception refusal && refusal.statusCode() == NOT_FOUND
                ? CompletableFuture.allOf()
                : CompletableFuture.failedFuture(failure));
  }
}
