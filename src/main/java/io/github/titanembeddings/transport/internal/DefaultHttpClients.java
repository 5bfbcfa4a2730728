package io.github.titanembeddings.transport.internal;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The HTTP clients on the class path, with the library's settings. Where the AWS SDK has to choose
 * between several, or a system setting names one, the choice is left to it.
 */
final class DefaultHttpClients {
  private static final Duration ACQUIRED_BEFORE_TIMEOUT = Duration.ofSeconds(1);

  /** HTTP clients treat shorter ones as no timeout. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private DefaultHttpClients() {}

  /** Returns the only blocking HTTP client on the class path. */
  static Optional<SdkHttpService> blocking() {
    return SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.getStringValue().isPresent()
        ? Optional.empty()
        : only(SdkHttpService.class);
  }

  /** Returns the only asynchronous HTTP client on the class path. */
  static Optional<SdkAsyncHttpService> async() {
    return SdkSystemSetting.ASYNC_HTTP_SERVICE_IMPL.getStringValue().isPresent()
        ? Optional.empty()
        : only(SdkAsyncHttpService.class);
  }

  /**
   * Returns the settings of a client: read and write timeouts equal the attempt timeout. By
   * default, HTTP clients give up after 30 seconds, or after 10 without a connection.
   */
  static AttributeMap settings(
      ConnectionSettings connection, Duration attemptTimeout, Duration callTimeout) {
    return AttributeMap.builder()
        .put(SdkHttpConfigurationOption.READ_TIMEOUT, attemptTimeout)
        .put(SdkHttpConfigurationOption.WRITE_TIMEOUT, attemptTimeout)
        .put(SdkHttpConfigurationOption.MAX_CONNECTIONS, connection.connections())
        .put(SdkHttpConfigurationOption.MAX_PENDING_CONNECTION_ACQUIRES, Integer.MAX_VALUE)
        .put(
            SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT,
            acquireTimeout(attemptTimeout, callTimeout))
        .put(SdkHttpConfigurationOption.PROTOCOL, connection.httpVersion())
        .put(SdkHttpConfigurationOption.PROTOCOL_NEGOTIATION, negotiation(connection.httpVersion()))
        .build();
  }

  /** The service asks for ALPN, which netty's client refuses to combine with HTTP/1.1 over TLS. */
  private static ProtocolNegotiation negotiation(Protocol protocol) {
    return protocol == Protocol.HTTP2
        ? ProtocolNegotiation.ALPN
        : ProtocolNegotiation.ASSUME_PROTOCOL;
  }

  /**
   * Returns an acquire timeout that ends before the attempt or the call does, so that the caller
   * sees the pool's own error, which proves that nothing was sent.
   */
  static Duration acquireTimeout(Duration attemptTimeout, Duration callTimeout) {
    Duration shorter = attemptTimeout.compareTo(callTimeout) < 0 ? attemptTimeout : callTimeout;
    Duration early = shorter.minus(ACQUIRED_BEFORE_TIMEOUT);
    Duration half = shorter.dividedBy(2);
    Duration timeout = early.compareTo(half) > 0 ? early : half;
    return timeout.compareTo(SHORTEST) > 0 ? timeout : SHORTEST;
  }

  private static <T> Optional<T> only(Class<T> type) {
    ServiceLoader<T> services = ServiceLoader.load(type, type.getClassLoader());
    Iterator<T> found = services.iterator();
    if (!found.hasNext()) {
      return Optional.empty();
    }
    T first = found.next();
    return found.hasNext() ? Optional.empty() : Optional.of(first);
  }
}
