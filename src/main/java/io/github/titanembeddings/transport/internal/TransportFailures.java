package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.MissingAwsSetup;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.text.Abbreviate;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Translates the AWS SDK's exceptions for calls without a response. */
public final class TransportFailures {
  private static final int SHOWN = 500;
  private static final int SHOWN_HOST = 200;

  // Classes of the HTTP clients are recognized by name: users may exclude any of these clients.
  private static final String CONNECT_CLASS = "ConnectTimeoutException";
  private static final String READ_CLASS = "ReadTimeoutException";
  private static final Set<String> POOL_CLASSES =
      Set.of("ConnectionPoolTimeoutException", "ConnectionRequestTimeoutException");
  private static final Set<String> POOL_TEXTS =
      Set.of("Acquire operation took longer", "Maximum pending connection acquisitions exceeded");

  private TransportFailures() {}

  /**
   * Makes a blocking call and translates its failure.
   *
   * @param refusals translates the service's refusal
   * @param closed returns whether the caller's client is closed
   */
  public static <T> T translating(
      CallRecord record,
      Supplier<T> call,
      Function<AwsServiceException, TitanException> refusals,
      BooleanSupplier closed) {
    try {
      return record.during(call);
    } catch (AwsServiceException e) {
      throw record.withRetryAfter(refusals.apply(e));
    } catch (RuntimeException e) {
      throw translate(e, closed.getAsBoolean(), record);
    }
  }

  /**
   * Translates a failure other than the service's refusal.
   *
   * @param record the attempts, if the HTTP client is the library's
   */
  public static TitanException translate(Throwable failure, boolean closed, CallRecord record) {
    Throwable refused = find(failure, ResponseBodyLimit.RefusedException.class::isInstance);
    if (refused != null) {
      return new MalformedReplyException("$", message(refused), record.requestId(), failure);
    }
    TransportException.Kind kind = interruption(failure, closed);
    if (kind == null && isUnsent(failure, record)) {
      if (isMissingSetting(failure)) {
        return new TransportException(
            TransportException.Kind.NOT_SENT,
            "nothing was sent: " + missingSetting(failure),
            failure);
      }
      if (isUnsent(failure)) {
        return new TransportException(
            TransportException.Kind.NOT_SENT,
            "nothing was sent: " + unsentReason(failure),
            failure,
            true);
      }
    }
    if (kind == null && isTimeout(failure) && !isUnsent(failure)) {
      kind = TransportException.Kind.TIMEOUT;
    }
    if (kind == null && isUnreadable(failure)) {
      return new MalformedReplyException(
          "$",
          "expected a reply that the AWS SDK can read: " + message(failure),
          record.requestId(),
          failure);
    }
    kind = kind == null ? TransportException.Kind.CONNECTION : kind;
    String message = message(failure);
    return new TransportException(
        kind, words(kind) + ": " + message + http2Hint(message) + hostHint(failure), failure);
  }

  private static String words(TransportException.Kind kind) {
    return switch (kind) {
      case CONNECTION -> "the connection failed";
      case TIMEOUT -> "no response in time";
      case INTERRUPTED -> "interrupted during the call";
      case CLOSED -> "closed during the call";
      case NOT_SENT -> "nothing was sent";
    };
  }

  private static TransportException.@Nullable Kind interruption(Throwable failure, boolean closed) {
    if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      return TransportException.Kind.INTERRUPTED;
    }
    // The blocking HTTP client's exception once its owner has closed it.
    boolean isShutDown =
        has(failure, e -> e instanceof IllegalStateException && contains(e, "pool shut down"));
    return closed || isShutDown ? TransportException.Kind.CLOSED : null;
  }

  /**
   * Returns whether no attempt was handed to a connection. Without a record, the AWS SDK's count
   * must show that there was one attempt only; a missing setting fails a call before its first
   * attempt.
   */
  private static boolean isUnsent(Throwable failure, CallRecord record) {
    if (record.attempts() > 0) {
      return !record.isSent();
    }
    int attempts = 0;
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SdkException counted && counted.numAttempts() != null) {
        attempts = Math.max(attempts, counted.numAttempts());
      }
    }
    return attempts == 1 || (attempts == 0 && isMissingSetting(failure));
  }

  /**
   * Returns whether an exception proves that an attempt did not hand its request to a connection:
   * the name lookup or connect failed, or no connection was acquired in time.
   */
  static boolean isUnsent(Throwable failure) {
    return isByPool(failure)
        || has(
            failure,
            e ->
                e instanceof ConnectException
                    || e instanceof UnknownHostException
                    || e instanceof NoRouteToHostException
                    || CONNECT_CLASS.equals(e.getClass().getSimpleName()));
  }

  /** Returns whether no connection was acquired in time. */
  static boolean isByPool(Throwable failure) {
    return has(
        failure,
        e ->
            POOL_CLASSES.contains(e.getClass().getSimpleName())
                || POOL_TEXTS.stream().anyMatch(text -> contains(e, text)));
  }

  private static String unsentReason(Throwable failure) {
    return isByPool(failure)
        ? "no connection became available in time; raise maxConnections, or make fewer calls at"
            + " once"
        : message(failure) + hostHint(failure);
  }

  /** Returns whether the region, the endpoint or the credentials can't be resolved. */
  private static boolean isMissingSetting(Throwable failure) {
    return has(
        failure,
        e ->
            e instanceof CredentialsException
                || MissingAwsSetup.isMissing(String.valueOf(e.getMessage())));
  }

  private static String missingSetting(Throwable failure) {
    Throwable missing =
        find(failure, e -> MissingAwsSetup.isMissing(String.valueOf(e.getMessage())));
    return missing == null
        ? "the credentials can't be resolved: " + message(failure)
        : MissingAwsSetup.explain(String.valueOf(missing.getMessage()));
  }

  static boolean isTimeout(Throwable failure) {
    return has(
        failure,
        e ->
            e instanceof ApiCallTimeoutException
                || e instanceof ApiCallAttemptTimeoutException
                || e instanceof SocketTimeoutException
                || e instanceof TimeoutException
                || READ_CLASS.equals(e.getClass().getSimpleName()));
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
   * Rejects an HTTP/1.1 response that ends within its headers, which netty takes for one without a
   * body. In HTTP/2, where netty adds the number of the stream, headers arrive whole or not at all.
   */
  public static void requireWhole(SdkResponse response, SdkBytes body) {
    SdkHttpResponse headers = response.sdkHttpResponse();
    if (body.asByteArrayUnsafe().length == 0
        && headers.firstMatchingHeader("x-http2-stream-id").isEmpty()
        && headers.firstMatchingHeader("Content-Length").isEmpty()
        && headers.firstMatchingHeader("Transfer-Encoding").isEmpty()) {
      throw SdkClientException.create(
          "Unable to execute HTTP request: the response ends within its headers");
    }
  }

  private static String http2Hint(String message) {
    return message.contains("First received frame was not SETTINGS")
        ? " The endpoint does not speak HTTP/2: use the default, protocol(Protocol.HTTP1_1)."
        : "";
  }

  /** Names the host of a failed lookup, which the AWS SDK's own message leaves out. */
  private static String hostHint(Throwable failure) {
    Throwable unknown = find(failure, UnknownHostException.class::isInstance);
    return unknown == null
        ? ""
        : " No address for the host "
            + Abbreviate.beginning(String.valueOf(unknown.getMessage()), SHOWN_HOST)
            + "; check region(...), endpointOverride(...) and the network.";
  }

  private static String message(Throwable failure) {
    return Abbreviate.beginning(String.valueOf(failure.getMessage()), SHOWN);
  }

  private static boolean contains(Throwable failure, String text) {
    return String.valueOf(failure.getMessage()).contains(text);
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

  /** The caller's credentials provider, whose failures are marked to distinguish them. */
  record MarkedCredentials(AwsCredentialsProvider provider) implements AwsCredentialsProvider {
    private static final String NO_CREDENTIALS = "credentialsProvider returned null";

    @Override
    public AwsCredentials resolveCredentials() {
      try {
        return Objects.requireNonNull(provider.resolveCredentials(), NO_CREDENTIALS);
      } catch (RuntimeException e) {
        throw new CredentialsException(e);
      }
    }

    @Override
    public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
        ResolveIdentityRequest request) {
      try {
        return Futures.mapFailure(
            provider
                .resolveIdentity(request)
                .thenApply(identity -> Objects.requireNonNull(identity, NO_CREDENTIALS)),
            CredentialsException::new);
      } catch (RuntimeException e) {
        throw new CredentialsException(e);
      }
    }
  }

  /** Thrown if the caller's credentials provider fails. */
  private static final class CredentialsException extends SdkClientException {
    private static final long serialVersionUID = 1L;

    private CredentialsException(Throwable cause) {
      super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
    }
  }
}
