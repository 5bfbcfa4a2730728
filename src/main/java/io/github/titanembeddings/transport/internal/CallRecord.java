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

  private final Consumer<InvokeRetry> retries;
  private int attempts;
  private boolean sent;
  private @Nullable SdkHttpResponse response;
  private @Nullable SdkHttpResponse lastResponse;
  private @Nullable String failure;
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
                attempts, Duration.ofNanos(Math.max(0, System.nanoTime() - endNanos)), reason());
      }
      response = null;
      failure = null;
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
    this.response = response;
    lastResponse = response;
    failure = null;
    endNanos = System.nanoTime();
  }

  /** Notes that the attempt failed without a response of the service. */
  synchronized void failed(Throwable cause) {
    endNanos = System.nanoTime();
    if (response == null || response.isSuccessful()) {
      Throwable root = cause;
      while (root.getCause() != null && root.getCause() != root) {
        root = root.getCause();
      }
      failure = root.getClass().getSimpleName();
    }
  }

  private String reason() {
    if (failure != null || response == null) {
      return failure == null ? "unknown" : failure;
    }
    return "HTTP "
        + response.statusCode()
        + (response.isSuccessful() ? " with an unreadable reply" : errorName(response));
  }

  private static String errorName(SdkHttpResponse response) {
    String type = response.firstMatchingHeader("x-amzn-ErrorType").orElse("");
    int end = type.indexOf(':');
    String name = end < 0 ? type : type.substring(0, end);
    return name.isBlank() || name.length() > 80 ? "" : " " + name.strip();
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
    return lastResponse == null ? null : ResponseHeaders.requestId(lastResponse);
  }

  /** Adds the {@code Retry-After} of the last response, which the AWS SDK may not have seen. */
  public synchronized TitanException withRetryAfter(TitanException failure) {
    Duration retryAfter =
        lastResponse == null ? null : ResponseHeaders.retryAfter(lastResponse, Instant.now());
    return retryAfter != null && failure instanceof ServiceException refusal
        ? refusal.toBuilder().retryAfter(retryAfter).build()
        : failure;
  }
}
