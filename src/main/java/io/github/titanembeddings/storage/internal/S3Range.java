package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads a byte range without ever holding more than was requested. Accepts a server that ignores
 * the range and sends the whole object; rejects any other range.
 */
public final class S3Range implements AsyncResponseTransformer<GetObjectResponse, ObjectPart> {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

  private final S3Uri uri;
  private final long offset;
  private final int length;
  private CompletableFuture<ObjectPart> result = new CompletableFuture<>();
  private @Nullable GetObjectResponse response;

  public S3Range(S3Uri uri, long offset, int length) {
    this.uri = uri;
    this.offset = offset;
    this.length = length;
  }

  /** Returns the value of the request header {@code Range}. */
  public String header() {
    return "bytes=" + offset + "-" + last();
  }

  private long last() {
    return offset + length - 1;
  }

  /** Starts an attempt; a retry starts another. */
  @Override
  public CompletableFuture<ObjectPart> prepare() {
    result = new CompletableFuture<>();
    return result;
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    this.response = response;
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> body) {
    GetObjectResponse headers = Objects.requireNonNull(response, "response");
    String version = Objects.requireNonNullElse(headers.eTag(), "");
    String range = headers.contentRange();
    if (range == null) {
      body.subscribe(new Collector(result, offset, length, Long.MAX_VALUE, -1, version));
      return;
    }
    Matcher parts = CONTENT_RANGE.matcher(range);
    long total = parts.matches() ? Long.parseLong(parts.group(3)) : 0;
    long end = Math.min(last(), total - 1);
    if (parts.matches()
        && Long.parseLong(parts.group(1)) == offset
        && Long.parseLong(parts.group(2)) == end) {
      long count = end - offset + 1;
      body.subscribe(new Collector(result, 0, (int) count, count, total, version));
    } else {
      body.subscribe(new Collector(result, 0, 0, -1, total, version));
      result.completeExceptionally(
          failure("the range " + header() + " was requested, S3 sent Content-Range: " + range));
    }
  }

  private StorageException failure(String problem) {
    return new StorageException(StorageException.Kind.FAILED, uri, problem, null);
  }

  @Override
  public void exceptionOccurred(Throwable failure) {
    result.completeExceptionally(failure);
  }

  /** Collects the requested bytes of a body, and cancels a body that is too long. */
  private final class Collector implements Subscriber<ByteBuffer> {
    private final CompletableFuture<ObjectPart> result;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int wanted;
    private final long limit;
    private final long total;
    private final String version;
    private long skip;
    private long received;
    private @Nullable Subscription subscription;

    private Collector(
        CompletableFuture<ObjectPart> result,
        long skip,
        int wanted,
        long limit,
        long total,
        String version) {
      this.result = result;
      this.skip = skip;
      this.wanted = wanted;
      this.limit = limit;
      this.total = total;
      this.version = version;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      this.subscription = subscription;
      if (limit < 0) {
        subscription.cancel();
      } else {
        subscription.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(ByteBuffer next) {
      received += next.remaining();
      if (received > limit) {
        Objects.requireNonNull(subscription, "subscription").cancel();
        result.completeExceptionally(
            failure("the range " + header() + " was requested, S3 sent more than its bytes"));
        return;
      }
      int skipped = (int) Math.min(skip, next.remaining());
      skip -= skipped;
      int taken = Math.min(wanted - bytes.size(), next.remaining() - skipped);
      byte[] part = new byte[taken];
      next.position(next.position() + skipped).get(part);
      bytes.write(part, 0, taken);
    }

    @Override
    public void onError(Throwable failure) {
      result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      if (total >= 0 && received < limit) {
        result.completeExceptionally(
            new StorageException(
                StorageException.Kind.UNAVAILABLE,
                uri,
                "the body of the range " + header() + " ended after " + received + " bytes",
                null));
      } else {
        result.complete(
            new ObjectPart(bytes.toByteArray(), total >= 0 ? total : received, version));
      }
    }
  }
}
