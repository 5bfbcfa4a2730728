package io.github.titanembeddings.storage;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** What the answers of Amazon S3 mean. */
final class S3Answers {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes [0-9*-]+/([0-9]{1,18})");
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private S3Answers() {}

  /** The part in an answer, also of a server that sends whole objects whatever the range. */
  static ObjectPart part(ResponseBytes<GetObjectResponse> answer, long offset, int length) {
    byte[] bytes = answer.asByteArrayUnsafe();
    String version = Objects.requireNonNullElse(answer.response().eTag(), "");
    OptionalLong total = totalSize(answer.response().contentRange());
    if (total.isPresent()) {
      return ObjectPart.of(bytes, total.getAsLong(), version);
    }
    int from = (int) Math.min(offset, bytes.length);
    int to = (int) Math.min(offset + length, bytes.length);
    return ObjectPart.of(Arrays.copyOfRange(bytes, from, to), bytes.length, version);
  }

  /** No bytes, if the answer means that the object ends before the range; else the failure. */
  static CompletableFuture<ObjectPart> emptyOrFailed(S3Uri uri, Throwable failure) {
    if (failure instanceof AwsServiceException refusal
        && refusal.statusCode() == RANGE_NOT_SATISFIABLE) {
      long size = totalSize(header(refusal, "Content-Range")).orElse(0);
      return CompletableFuture.completedFuture(ObjectPart.of(new byte[0], size, ""));
    }
    return CompletableFuture.failedFuture(translated(uri, failure));
  }

  private static @Nullable String header(AwsServiceException refusal, String name) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? null
        : details.sdkHttpResponse().firstMatchingHeader(name).orElse(null);
  }

  private static OptionalLong totalSize(@Nullable String contentRange) {
    Matcher total = CONTENT_RANGE.matcher(Objects.requireNonNullElse(contentRange, ""));
    return total.matches() ? OptionalLong.of(Long.parseLong(total.group(1))) : OptionalLong.empty();
  }

  /** What an answer without the bytes says of an object. */
  static ObjectInfo info(S3Uri uri, HeadObjectResponse answer) {
    return ObjectInfo.of(
        uri,
        Objects.requireNonNullElse(answer.contentLength(), 0L),
        Objects.requireNonNullElse(answer.eTag(), ""),
        answer.metadata().get(S3ObjectStore.HASH));
  }

  /** The objects in a listing. */
  static ObjectPage page(S3Uri prefix, ListObjectsV2Response answer) {
    List<ObjectInfo> objects =
        answer.contents().stream()
            .map(
                object ->
                    ObjectInfo.of(
                        S3Uri.of("s3://" + prefix.bucket() + "/" + object.key()),
                        Objects.requireNonNullElse(object.size(), 0L),
                        Objects.requireNonNullElse(object.eTag(), ""),
                        null))
            .toList();
    boolean more = Boolean.TRUE.equals(answer.isTruncated());
    return ObjectPage.of(objects, more ? answer.nextContinuationToken() : null);
  }

  /** A failure in this library's terms; a cancellation as it is. */
  static Throwable translated(S3Uri uri, Throwable failure) {
    if (failure instanceof AwsServiceException refusal) {
      return new StorageException(kind(refusal), uri, words(refusal), refusal);
    }
    if (failure instanceof CancellationException) {
      return failure;
    }
    StorageException.Kind kind =
        isOfTheConnection(failure)
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

  private static boolean isOfTheConnection(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return true;
      }
    }
    return String.valueOf(failure.getMessage()).startsWith("Unable to execute HTTP request");
  }

  private static String words(AwsServiceException refusal) {
    AwsErrorDetails details = refusal.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : " " + details.errorCode();
    return "S3 answered " + refusal.statusCode() + code;
  }
}
