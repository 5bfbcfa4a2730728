package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The attempts of one call, as the library's HTTP clients see them: how many there are, whether any
 * was handed to a connection, and the reason of the last failure. Thread-safe.
 *
 * <p>The blocking HTTP client finds the record of its call on the calling thread, on which the AWS
 * SDK makes all attempts; the asynchronous one in the attributes of its request.
 */
public final class CallRecord {
  static final SdkHttpExecutionAttribute<CallRecord> ATTRIBUTE =
      new SdkHttpExecutionAttribute<>(CallRecord.class) {};

  private static final ThreadLocal<@Nullable CallRecord> CURRENT = new ThreadLocal<>();
  private static final int SUCCESS = 2;

  private final Consumer<InvokeRetry> retries;
  private int attempts;
  private boolean sent;
  private int status;
  private @Nullable String reason;
  private @Nullable String requestId;
  private @Nullable Duration retryAfter;
  private long endNanos;

  /** Creates a record that passes on each retry. */
  public CallRecord(Consumer<InvokeRetry> retries) {
    this.retries = retries;
  }

  /** Returns the record of the call that this thread makes. */
  static @Nullable CallRecord current() {
    return CURRENT.get();
  }

  /** Makes a blocking call, recorded here. */
  <T> T during(Supplier<T> call) {
    CallRecord outer = CURRENT.get();
    CURRENT.set(this);
    try {
      return call.get();
    } finally {
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }

  /** Notes that an attempt begins. */
  void begin() {
    InvokeRetry retry = null;
    synchronized (this) {
      attempts++;
      if (attempts > 1) {
        retry =
            new InvokeRetry(
                attempts,
                Duration.ofNanos(Math.max(0, System.nanoTime() - endNanos)),
                reason == null ? "unknown" : reason);
      }
      status = 0;
      reason = null;
      endNanos = System.nanoTime();
    }
    if (retry != null) {
      retries.accept(retry);
    }
  }

  /** Notes that the attempt's request is handed to a connection. */
  synchronized void handedOver() {
    sent = true;
  }

  synchronized void responded(SdkHttpResponse response) {
    sent = true;
    status = response.statusCode();
    requestId = response.firstMatchingHeader("x-amzn-RequestId").orElse(null);
    retryAfter = ResponseHeaders.retryAfter(response, Instant.now());
    endNanos = System.nanoTime();
    reason = "HTTP " + status + (isSuccess() ? " with an unreadable reply" : errorName(response));
  }

  /** Notes that the attempt failed without a response of the service. */
  synchronized void failed(Throwable failure) {
    endNanos = System.nanoTime();
    if (status == 0 || isSuccess()) {
      Throwable root = failure;
      while (root.getCause() != null && root.getCause() != root) {
        root = root.getCause();
      }
      reason = root.getClass().getSimpleName();
    }
  }

  private static String errorName(SdkHttpResponse response) {
    String type = response.firstMatchingHeader("x-amzn-ErrorType").orElse("");
    int end = type.indexOf(':');
    String name = end < 0 ? type : type.substring(0, end);
    return name.isBlank() || name.length() > 80 ? "" : " " + name.strip();
  }

  private boolean isSuccess() {
    return status / 100 == SUCCESS;
  }

  /** Returns the number of attempts that reached the HTTP client; 0 if it is not the library's. */
  synchronized int attempts() {
    return attempts;
  }

  /** Returns whether the request of any attempt was handed to a connection. */
  synchronized boolean isSent() {
    return sent;
  }

  synchronized @Nullable String requestId() {
    return requestId;
  }

  /** Adds the {@code Retry-After} of the last response, which the AWS SDK may not have seen. */
  public synchronized TitanException withRetryAfter(TitanException failure) {
    return retryAfter != null && failure instanceof ServiceException refusal
        ? refusal.toBuilder().retryAfter(retryAfter).build()
        : failure;
  }
}
