package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.internal.MissingAwsSetup;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectPage;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Bounds and translates the responses of Amazon S3. */
public final class S3Responses {
  /** The key of the object metadata that holds the hash. */
  public static final String SHA256 = "sha256";

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes \\*/([0-9]{1,18})");
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private S3Responses() {}

  /** Returns an empty part if the object ends before the range, otherwise the failure. */
  public static CompletableFuture<ObjectPart> emptyOrFailed(
      S3Uri uri, long offset, Throwable failure) {
    if (failure instanceof AwsServiceException refusal
        && refusal.statusCode() == RANGE_NOT_SATISFIABLE) {
      long size = totalSize(refusal);
      if (size > offset) {
        return CompletableFuture.failedFuture(
            new StorageException(
                StorageException.Kind.FAILED,
                uri,
                "S3 rejected the range from byte " + offset + " of " + size + " bytes",
                refusal));
      }
      return CompletableFuture.completedFuture(new ObjectPart(new byte[0], size, ""));
    }
    return CompletableFuture.failedFuture(translated(uri, failure));
  }

  private static long totalSize(AwsServiceException refusal) {
    return Optional.ofNullable(refusal.awsErrorDetails())
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(response -> response.firstMatchingHeader("Content-Range"))
        .map(CONTENT_RANGE::matcher)
        .filter(Matcher::matches)
        .map(range -> Long.parseLong(range.group(1)))
        .orElse(0L);
  }

  public static ObjectInfo info(S3Uri uri, HeadObjectResponse response) {
    return new ObjectInfo(
        uri,
        Objects.requireNonNullElse(response.contentLength(), 0L),
        Objects.requireNonNullElse(response.eTag(), ""),
        response.metadata().get(SHA256));
  }

  public static ObjectPage page(S3Uri prefix, ListObjectsV2Response response) {
    List<ObjectInfo> objects =
        response.contents().stream()
            .map(
                object ->
                    new ObjectInfo(
                        S3Uri.of(
                            "s3://"
                                + prefix.bucket()
                                + "/"
                                + Objects.requireNonNull(object.key(), "no key")),
                        Objects.requireNonNullElse(object.size(), 0L),
                        Objects.requireNonNullElse(object.eTag(), ""),
                        null))
            .toList();
    boolean more = Boolean.TRUE.equals(response.isTruncated());
    if (more && response.nextContinuationToken() == null) {
      throw new StorageException(
          StorageException.Kind.FAILED, prefix, "S3 sent a part of the listing and no token", null);
    }
    return new ObjectPage(objects, more ? response.nextContinuationToken() : null);
  }

  /** Returns a failure as a {@link StorageException}; a cancellation unchanged. */
  public static Throwable translated(S3Uri uri, Throwable failure) {
    if (failure instanceof AwsServiceException refusal) {
      return new StorageException(kind(refusal), uri, describe(refusal), refusal);
    }
    if (failure instanceof CancellationException) {
      return failure;
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StorageException known) {
        return known;
      }
      String message = String.valueOf(cause.getMessage());
      if (MissingAwsSetup.isMissing(message)) {
        return new StorageException(
            StorageException.Kind.FAILED, uri, MissingAwsSetup.explain(message), failure);
      }
    }
    StorageException.Kind kind =
        isConnectionFailure(failure)
            ? StorageException.Kind.UNAVAILABLE
            : StorageException.Kind.FAILED;
    return new StorageException(kind, uri, failure.toString(), failure);
  }

  private static StorageException.Kind kind(AwsServiceException refusal) {
    int status = refusal.statusCode();
    if (refusal.isThrottlingException() || status == 429 || status >= 500) {
      return StorageException.Kind.UNAVAILABLE;
    }
    return switch (status) {
      case 401, 403 -> StorageException.Kind.ACCESS_DENIED;
      case 404 -> StorageException.Kind.NOT_FOUND;
      default -> StorageException.Kind.FAILED;
    };
  }

  private static boolean isConnectionFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof TimeoutException
          || cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
    }
    return String.valueOf(failure.getMessage()).startsWith("Unable to execute HTTP request");
  }

  private static String describe(AwsServiceException refusal) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : " " + details.errorCode();
    return "S3 responded with HTTP " + refusal.statusCode() + code;
  }

  /**
   * Limits the responses of S3 that the AWS SDK reads in full, errors and listings, to 8 MiB.
   * {@link S3Range} limits the bytes of objects.
   */
  public static final class BoundedResponses implements ExecutionInterceptor {
    private static final int MAX_BYTES = 8 << 20;

    @Override
    public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
        Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
      if (context.request() instanceof GetObjectRequest && context.httpResponse().isSuccessful()) {
        return context.responsePublisher();
      }
      AtomicLong received = new AtomicLong();
      return context
          .responsePublisher()
          .map(body -> SdkPublisher.adapt(body).map(bytes -> requireBounded(bytes, received)));
    }

    private static ByteBuffer requireBounded(ByteBuffer bytes, AtomicLong received) {
      if (received.addAndGet(bytes.remaining()) > MAX_BYTES) {
        throw new IllegalStateException(
            String.format(Locale.ROOT, "expected at most %,d bytes from S3, got more", MAX_BYTES));
      }
      return bytes;
    }
  }
}
