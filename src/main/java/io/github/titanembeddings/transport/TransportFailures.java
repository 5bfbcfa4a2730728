package io.github.titanembeddings.transport;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.text.Shown;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Makes what the AWS SDK throws when no answer came back into this library's exception. */
final class TransportFailures {
  private static final int SHOWN = 500;

  private TransportFailures() {}

  static TransportException translate(Throwable failure, boolean closed) {
    TransportException.Kind kind = kind(failure, closed);
    String message = Shown.beginning(String.valueOf(failure.getMessage()), SHOWN);
    return new TransportException(
        kind, words(kind) + ": " + message + hint(message) + NameLookup.hint(failure), failure);
  }

  /**
   * Refuses what netty makes of an answer of HTTP/1.1 that ends within its headers: one without a
   * body. In HTTP/2, where netty adds the number of the stream, headers come whole or not at all.
   */
  static void requireWhole(SdkResponse response, SdkBytes body) {
    SdkHttpResponse headers = response.sdkHttpResponse();
    if (body.asByteArrayUnsafe().length == 0
        && headers.firstMatchingHeader("x-http2-stream-id").isEmpty()
        && headers.firstMatchingHeader("Content-Length").isEmpty()
        && headers.firstMatchingHeader("Transfer-Encoding").isEmpty()) {
      throw SdkClientException.create(
          "Unable to execute HTTP request: the answer ends within its headers");
    }
  }

  private static String hint(String message) {
    return message.contains("First received frame was not SETTINGS")
        ? " The endpoint does not speak HTTP/2: set protocol(HTTP1_1) in an HTTP client of yours."
        : "";
  }

  private static TransportException.Kind kind(Throwable failure, boolean closed) {
    if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return TransportException.Kind.INTERRUPTED;
    }
    if (closed || has(failure, TransportFailures::saysThatThePoolIsShutDown)) {
      return TransportException.Kind.CLOSED;
    }
    if (has(failure, TransportFailures::isTimeout)) {
      return TransportException.Kind.TIMEOUT;
    }
    return has(failure, IOException.class::isInstance)
            || saysThatHttpFailed(failure)
            || failure instanceof AwsServiceException
        ? TransportException.Kind.CONNECTION
        : TransportException.Kind.NOT_SENT;
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || failure instanceof SocketTimeoutException
        || failure instanceof TimeoutException
        // Netty's exception for it, which this library must do without when netty is excluded.
        || failure.getClass().getSimpleName().equals("ReadTimeoutException");
  }

  /** What the blocking HTTP client throws if its owner has closed it. */
  private static boolean saysThatThePoolIsShutDown(Throwable failure) {
    return failure instanceof IllegalStateException
        && String.valueOf(failure.getMessage()).contains("pool shut down");
  }

  /** What is wrong in HTTP itself need not be an IOException. */
  private static boolean saysThatHttpFailed(Throwable failure) {
    return failure instanceof SdkClientException
        && String.valueOf(failure.getMessage()).startsWith("Unable to execute HTTP request");
  }

  private static boolean has(@Nullable Throwable failure, Predicate<Throwable> test) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (test.test(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String words(TransportException.Kind kind) {
    return switch (kind) {
      case CONNECTION -> "the connection failed";
      case TIMEOUT -> "no answer in time";
      case INTERRUPTED -> "interrupted during the call";
      case CLOSED -> "closed during the call";
      case NOT_SENT -> "the call could not be sent";
    };
  }
}
