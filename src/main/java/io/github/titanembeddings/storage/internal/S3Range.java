package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads a byte range without ever holding more than was requested. Accepts a server that ignores
 * the range and sends the whole object; rejects any other range.
 */
@SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
public final class S3Range implements AsyncResponseTransformer<GetObjectResponse, ObjectPart> {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

  private static final int PARTIAL_CONTENT = 206;

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

  public String header() {
    return "bytes=" + offset + "-" + (offset + length - 1);
  }

  /** Starts an attempt; the AWS SDK calls it again for a retry. */
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
    CompletableFuture<ObjectPart> attempt = result;
    Collector bytes;
    try {
      bytes = collector(headers);
    } catch (StorageException e) {
      attempt.completeExceptionally(e);
      body.subscribe(next -> reject(e)); // cancels the body
      return;
    }
    String version = Objects.requireNonNullElse(headers.eTag(), "");
    body.subscribe(bytes)
        .thenApply(done -> bytes.part(version))
        .whenComplete(
            (part, failure) -> {
              if (failure == null) {
                attempt.complete(part);
              } else {
                attempt.completeExceptionally(failure);
              }
            });
  }

  private static void reject(StorageException failure) {
    throw failure;
  }

  private Collector collector(GetObjectResponse headers) {
    String contentRange = headers.contentRange();
    if (contentRange == null && headers.sdkHttpResponse().statusCode() != PARTIAL_CONTENT) {
      return new Collector(offset, -1, -1);
    }
    Matcher range = CONTENT_RANGE.matcher(Objects.requireNonNullElse(contentRange, ""));
    if (range.matches()) {
      long total = Long.parseLong(range.group(3));
      long end = Math.min(offset + length, total) - 1;
      if (Long.parseLong(range.group(1)) == offset && Long.parseLong(range.group(2)) == end) {
        return new Collector(0, end - offset + 1, total);
      }
    }
    throw failure(
        StorageException.Kind.FAILED,
        "the range "
            + header()
            + " was requested, S3 sent "
            + (contentRange == null
                ? "a part without Content-Range"
                : "Content-Range: " + contentRange));
  }

  private StorageException failure(StorageException.Kind kind, String problem) {
    return new StorageException(kind, uri, problem, null);
  }

  @Override
  public void exceptionOccurred(Throwable failure) {
    result.completeExceptionally(failure);
  }

  /** Collects the requested bytes of a body. An exception cancels the body. */
  private final class Collector implements Consumer<ByteBuffer> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long expected;
    private final long total;
    private long skip;
    private long received;

    /** Sizes are -1 for a whole object. */
    private Collector(long skip, long expected, long total) {
      this.skip = skip;
      this.expected = expected;
      this.total = total;
    }

    @Override
    public void accept(ByteBuffer next) {
      received += next.remaining();
      if (expected >= 0 && received > expected) {
        throw failure(
            StorageException.Kind.FAILED,
            "the range " + header() + " was requested, S3 sent more than its bytes");
      }
      int skipped = (int) Math.min(skip, next.remaining());
      skip -= skipped;
      byte[] part = new byte[Math.min(length - bytes.size(), next.remaining() - skipped)];
      next.position(next.position() + skipped).get(part);
      bytes.writeBytes(part);
    }

    private ObjectPart part(String version) {
      if (received < expected) {
        throw failure(
            StorageException.Kind.UNAVAILABLE,
            "the body of the range " + header() + " ended after " + received + " bytes");
      }
      return new ObjectPart(bytes.toByteArray(), expected < 0 ? received : total, version);
    }
  }
}
