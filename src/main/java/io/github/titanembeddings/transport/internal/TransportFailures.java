package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Makes what the AWS SDK throws when no answer came back into this library's exception. */
public final class TransportFailures {
  private static final int SHOWN = 500;

  private TransportFailures() {}

  /**
   * Translates a failure other than the service's refusal.
   *
   * @param record the attempts, if the HTTP client is the library's
   */
  public static TitanException translate(
      Throwable failure, boolean closed, @Nullable CallRecord record) {
    Throwable refused = find(failure, ReplyRefusedException.class::isInstance);
    if (refused != null) {
      return new MalformedReplyException("$", message(refused), requestId(record), failure);
    }
    TransportException.Kind kind = interruption(failure, closed);
    if (kind == null && MissingSetting.isCauseOf(failure) && isUnsent(failure, record)) {
      return MissingSetting.translate(failure);
    }
    if (kind == null && NotSent.isByHttp(failure) && isUnsent(failure, record)) {
      return new TransportException(
          TransportException.Kind.NOT_SENT,
          words(TransportException.Kind.NOT_SENT) + ": " + unsentReason(failure),
          failure,
          true);
    }
    if (kind == null && isTimeout(failure)) {
      kind = TransportException.Kind.TIMEOUT;
    }
    if (kind == null && isUnreadable(failure)) {
      return new MalformedReplyException(
          "$",
          "expected a reply that the AWS SDK can read: " + message(failure),
          requestId(record),
          failure);
    }
    kind = kind == null ? TransportException.Kind.CONNECTION : kind;
    String message = message(failure);
    return new TransportException(
        kind, words(kind) + ": " + message + hint(message) + NameLookup.hint(failure), failure);
  }

  private static String unsentReason(Throwable failure) {
    return NotSent.isByPool(failure)
        ? "no connection became available in time; raise maxConnections, or make fewer calls at"
            + " once"
        : message(failure) + NameLookup.hint(failure);
  }

  private static @Nullable String requestId(@Nullable CallRecord record) {
    return record == null ? null : record.requestId();
  }

  private static String message(Throwable failure) {
    return Abbreviate.beginning(String.valueOf(failure.getMessage()), SHOWN);
  }

  /**
   * Returns whether no attempt was handed to a connection. Without a record, the AWS SDK's count
   * must show that there was one attempt only; a missing setting fails a call before its first
   * attempt.
   */
  private static boolean isUnsent(Throwable failure, @Nullable CallRecord record) {
    if (record != null && record.attempts() > 0) {
      return !record.isSent();
    }
    int attempts = 0;
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SdkException counted && counted.numAttempts() != null) {
        attempts = Math.max(attempts, counted.numAttempts());
      }
    }
    return attempts == 1 || (attempts == 0 && MissingSetting.isCauseOf(failure));
  }

  /** Returns whether a complete response came that the AWS SDK can't parse. */
  private static boolean isUnreadable(Throwable failure) {
    if (has(failure, TransportFailures::isJsonError)
        || has(failure, Crc32MismatchException.class::isInstance)) {
      return true;
    }
    return String.valueOf(failure.getMessage()).startsWith("Unable to unmarshall response")
        && !has(failure, IOException.class::isInstance);
  }

  /** Returns whether the SDK's own copy of Jackson threw it, whose exceptions are IOExceptions. */
  private static boolean isJsonError(Throwable failure) {
    return failure.getClass().getName().startsWith("software.amazon.awssdk.thirdparty.jackson.");
  }

  /**
   * Refuses what netty makes of an answer of HTTP/1.1 that ends within its headers: one without a
   * body. In HTTP/2, where netty adds the number of the stream, headers come whole or not at all.
   */
  public static void requireWhole(SdkResponse response, SdkBytes body) {
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
        ? " The endpoint does not speak HTTP/2: use the default, protocol(Protocol.HTTP1_1)."
        : "";
  }

  private static TransportException.@Nullable Kind interruption(Throwable failure, boolean closed) {
    if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return TransportException.Kind.INTERRUPTED;
    }
    return closed || has(failure, TransportFailures::saysThatThePoolIsShutDown)
        ? TransportException.Kind.CLOSED
        : null;
  }

  static boolean isTimeout(Throwable failure) {
    return has(failure, TransportFailures::saysTimeout);
  }

  private static boolean saysTimeout(Throwable failure) {
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

  private static boolean has(Throwable failure, Predicate<Throwable> test) {
    return find(failure, test) != null;
  }

  private static @Nullable Throwable find(Throwable failure, Predicate<Throwable> test) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (test.test(cause)) {
        return cause;
      }
    }
    return null;
  }

  private static String words(TransportException.Kind kind) {
    return switch (kind) {
      case CONNECTION -> "the connection failed";
      case TIMEOUT -> "no answer in time";
      case INTERRUPTED -> "interrupted during the call";
      case CLOSED -> "closed during the call";
      case NOT_SENT -> "nothing was sent";
    };
  }
}
