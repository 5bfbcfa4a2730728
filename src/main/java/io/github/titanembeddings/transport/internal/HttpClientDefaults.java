package io.github.titanembeddings.transport.internal;

import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.client.builder.SdkAsyncClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The HTTP client of the class path with the library's settings, offered to the builder of an AWS
 * client, where the caller may set another. If the class path has several, or a system setting
 * names one, the choice is left to the AWS SDK. It sets no proxy: the SDK's HTTP clients themselves
 * read {@code http.proxyHost} and {@code HTTP_PROXY}. Not thread-safe.
 */
public final class HttpClientDefaults {
  private static final int MAX_CONNECTIONS = 100;
  private static final Duration ACQUIRED_BEFORE_TIMEOUT = Duration.ofSeconds(1);

  /** HTTP clients treat shorter ones as no timeout. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Runnable withdrawal;
  private AttributeMap settings = AttributeMap.empty();
  private @Nullable SdkAsyncHttpClient built;
  private boolean isUsed;

  private HttpClientDefaults(Runnable withdrawal) {
    this.withdrawal = withdrawal;
  }

  /** Offers a blocking HTTP client that can be interrupted. */
  public static HttpClientDefaults blocking(
      SdkSyncClientBuilder<?, ?> client, ResponseBodyLimit rule) {
    HttpClientDefaults offered = new HttpClientDefaults(() -> client.httpClientBuilder(null));
    blocking()
        .ifPresent(
            service ->
                client.httpClientBuilder(
                    defaults ->
                        InterruptibleHttpClient.over(service, offered.use(), rule)
                            .buildWithDefaults(defaults)));
    return offered;
  }

  /** Offers an asynchronous HTTP client. */
  public static HttpClientDefaults async(
      SdkAsyncClientBuilder<?, ?> client, ResponseBodyLimit rule) {
    HttpClientDefaults offered = new HttpClientDefaults(() -> client.httpClientBuilder(null));
    async()
        .ifPresent(
            service ->
                client.httpClientBuilder(
                    defaults -> {
                      AttributeMap settings = offered.use().merge(defaults);
                      SdkAsyncHttpClient built =
                          RecordingAsyncHttpClient.over(client(service, settings), rule);
                      offered.built = built;
                      return built;
                    }));
    return offered;
  }

  /**
   * Offers the same HTTP client to a second AWS client, which does not close it; as a builder,
   * since a caller's configuration may set the client itself to null.
   */
  public HttpClientDefaults lentTo(SdkAsyncClientBuilder<?, ?> client) {
    HttpClientDefaults offered = new HttpClientDefaults(() -> client.httpClientBuilder(null));
    SdkAsyncHttpClient shared = built;
    if (shared != null) {
      client.httpClientBuilder(
          defaults -> {
            offered.use();
            return new Borrowed(shared);
          });
    }
    return offered;
  }

  private record Borrowed(SdkAsyncHttpClient client) implements SdkAsyncHttpClient {
    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      return client.execute(request);
    }

    @Override
    public String clientName() {
      return client.clientName();
    }

    @Override
    public void close() {}
  }

  private static SdkAsyncHttpClient client(SdkAsyncHttpService service, AttributeMap settings) {
    Supplier<SdkAsyncHttpClient> maker =
        () -> service.createAsyncHttpClientFactory().buildWithDefaults(settings);
    return settings.get(SdkHttpConfigurationOption.PROTOCOL) == Protocol.HTTP2
        ? new RenewedHttpClient(maker)
        : maker.get();
  }

  /** Sets the settings of the HTTP client, once the AWS client's timeouts are known. */
  void settings(AttributeMap settings) {
    this.settings = settings;
  }

  private AttributeMap use() {
    isUsed = true;
    return settings;
  }

  public boolean isUsed() {
    return isUsed;
  }

  /** Leaves the choice to the AWS client's builder. */
  void withdraw() {
    withdrawal.run();
  }

  static Optional<SdkHttpService> blocking() {
    return SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.getStringValue().isPresent()
        ? Optional.empty()
        : only(SdkHttpService.class);
  }

  static Optional<SdkAsyncHttpService> async() {
    return SdkSystemSetting.ASYNC_HTTP_SERVICE_IMPL.getStringValue().isPresent()
        ? Optional.empty()
        : only(SdkAsyncHttpService.class);
  }

  private static <T> Optional<T> only(Class<T> type) {
    Iterator<T> found = ServiceLoader.load(type, type.getClassLoader()).iterator();
    if (!found.hasNext()) {
      return Optional.empty();
    }
    T first = found.next();
    return found.hasNext() ? Optional.empty() : Optional.of(first);
  }

  /** Returns the maximum number of connections of a client; further calls are queued. */
  public static int maxConnections(ConnectionSettings connection) {
    return Objects.requireNonNullElse(connection.maxConnections(), MAX_CONNECTIONS);
  }

  /**
   * Returns the settings of a client: read and write timeouts equal the attempt timeout. By
   * default, HTTP clients give up after 30 seconds, or after 10 without a connection.
   */
  static AttributeMap settings(
      ConnectionSettings connection, Duration attemptTimeout, Duration callTimeout) {
    Protocol protocol = Objects.requireNonNullElse(connection.protocol(), Protocol.HTTP1_1);
    return AttributeMap.builder()
        .put(SdkHttpConfigurationOption.READ_TIMEOUT, attemptTimeout)
        .put(SdkHttpConfigurationOption.WRITE_TIMEOUT, attemptTimeout)
        .put(SdkHttpConfigurationOption.MAX_CONNECTIONS, maxConnections(connection))
        .put(SdkHttpConfigurationOption.MAX_PENDING_CONNECTION_ACQUIRES, Integer.MAX_VALUE)
        .put(
            SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT,
            acquireTimeout(attemptTimeout, callTimeout))
        .put(SdkHttpConfigurationOption.PROTOCOL, protocol)
        // The AWS client requests ALPN, which netty does not combine with HTTP/1.1 over TLS.
        .put(
            SdkHttpConfigurationOption.PROTOCOL_NEGOTIATION,
            protocol == Protocol.HTTP2
                ? ProtocolNegotiation.ALPN
                : ProtocolNegotiation.ASSUME_PROTOCOL)
        .build();
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
}
