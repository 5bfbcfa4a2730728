package io.github.titanembeddings.transport.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncBedrockTransport;
import io.github.titanembeddings.transport.BedrockTransport;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.InvokeCall;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.AttributeMap;

/** The HTTP client of a transport and its timeouts. */
class HttpClientsTest {
  @AutoClose private static final TitanStub STUB = TitanStub.start();
  private static final InvokeCall CALL =
      InvokeCall.of(ModelId.onDemand(), "{\"inputText\":\"a\"}".getBytes(UTF_8));
  private static final ConnectionConfig CONNECTION =
      ConnectionConfig.builder()
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
          .endpointOverride(STUB.endpoint())
          .build();

  @Test
  void defaultTimeoutsEqualTheAttemptTimeout() {
    Duration attempt = Duration.ofSeconds(77);
    AttributeMap settings =
        HttpClientDefaults.settings(
            ConnectionAccess.settings(CONNECTION), attempt, Duration.ofSeconds(99));

    assertThat(settings.get(SdkHttpConfigurationOption.READ_TIMEOUT)).isEqualTo(attempt);
    assertThat(settings.get(SdkHttpConfigurationOption.WRITE_TIMEOUT)).isEqualTo(attempt);
    assertThat(settings.get(SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT))
        .isEqualTo(Duration.ofSeconds(76));
    assertThat(settings.get(SdkHttpConfigurationOption.MAX_CONNECTIONS)).isEqualTo(100);
    assertThat(settings.get(SdkHttpConfigurationOption.MAX_PENDING_CONNECTION_ACQUIRES))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(settings.get(SdkHttpConfigurationOption.PROTOCOL)).isEqualTo(Protocol.HTTP1_1);
    assertThat(HttpClientDefaults.blocking()).isPresent();
    assertThat(HttpClientDefaults.async()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "PT60S, PT3M, PT59S",
    "PT3M, PT60S, PT59S",
    "PT2S, PT3M, PT1S",
    "PT1S, PT3M, PT0.5S",
    "PT0.000000001S, PT3M, PT0.001S",
    "PT24H, PT24H, PT23H59M59S"
  })
  void acquireTimeoutIsBelowTheShorterTimeout(Duration attempt, Duration call, Duration acquire) {
    assertThat(HttpClientDefaults.acquireTimeout(attempt, call)).isEqualTo(acquire);
  }

  @Test
  void librarySettingsOverrideServiceDefaults() {
    AtomicReference<AttributeMap> seen = new AtomicReference<>(AttributeMap.empty());
    SdkHttpService service = () -> (SdkHttpClient.Builder) new Apache5Builder(seen);
    Duration ours = Duration.ofSeconds(77);
    AttributeMap theirs =
        AttributeMap.builder()
            .put(SdkHttpConfigurationOption.READ_TIMEOUT, Duration.ofSeconds(1))
            .put(SdkHttpConfigurationOption.MAX_CONNECTIONS, 3)
            .put(SdkHttpConfigurationOption.CONNECTION_TIMEOUT, Duration.ofSeconds(4))
            .build();
    InterruptibleHttpClient.over(
            service,
            HttpClientDefaults.settings(ConnectionAccess.settings(CONNECTION), ours, ours),
            ResponseBodyLimit.INVOKE_MODEL)
        .buildWithDefaults(theirs)
        .close();

    AttributeMap merged = Objects.requireNonNull(seen.get());
    assertThat(merged.get(SdkHttpConfigurationOption.READ_TIMEOUT)).isEqualTo(ours);
    assertThat(merged.get(SdkHttpConfigurationOption.MAX_CONNECTIONS)).isEqualTo(100);
    assertThat(merged.get(SdkHttpConfigurationOption.CONNECTION_TIMEOUT))
        .isEqualTo(Duration.ofSeconds(4));
  }

  /** Records its settings and builds the usual client. */
  private record Apache5Builder(AtomicReference<AttributeMap> seen)
      implements SdkHttpClient.Builder<Apache5Builder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      seen.set(defaults);
      return Apache5HttpClient.builder().buildWithDefaults(defaults);
    }
  }

  @Test
  void usesACustomBlockingClient() {
    AtomicInteger requests = new AtomicInteger();
    try (SdkHttpClient apache = Apache5HttpClient.create();
        BedrockTransport byClient =
            BedrockTransport.create(
                CONNECTION, sdk -> sdk.httpClient(new Counting(apache, requests)));
        BedrockTransport byBuilder =
            BedrockTransport.create(
                CONNECTION, sdk -> sdk.httpClientBuilder(d -> new Counting(apache, requests)))) {
      byClient.invoke(CALL);
      assertThat(requests).hasValue(1);
      assertThat(byBuilder.invoke(CALL).body()).isNotEmpty();
      assertThat(requests).hasValue(2);
    }
  }

  @Test
  void doesNotReplaceAFailingBlockingClient() {
    refusesTo(
        () ->
            BedrockTransport.create(
                CONNECTION,
                sdk ->
                    sdk.httpClientBuilder(
                        defaults -> {
                          throw new IllegalArgumentException("bad trust store");
                        })));
  }

  @Test
  void doesNotReplaceAFailingAsynchronousClient() {
    refusesTo(
        () ->
            AsyncBedrockTransport.create(
                CONNECTION,
                sdk ->
                    sdk.httpClientBuilder(
                        defaults -> {
                          throw new IllegalArgumentException("bad trust store");
                        })));
  }

  private static void refusesTo(Executable create) {
    TransportException failure = assertThrows(TransportException.class, create);
    assertThat(failure.kind()).isEqualTo(TransportException.Kind.NOT_SENT);
    assertThat(failure).hasMessageContaining("bad trust store");
  }

  @Test
  void usesACustomAsynchronousClient() {
    AtomicInteger requests = new AtomicInteger();
    try (SdkAsyncHttpClient netty = NettyNioAsyncHttpClient.create();
        AsyncBedrockTransport byClient =
            AsyncBedrockTransport.create(
                CONNECTION, sdk -> sdk.httpClient(new CountingAsync(netty, requests)));
        AsyncBedrockTransport byBuilder =
            AsyncBedrockTransport.create(
                CONNECTION,
                sdk -> sdk.httpClientBuilder(d -> new CountingAsync(netty, requests)))) {
      byClient.invoke(CALL).join();
      assertThat(requests).hasValue(1);
      assertThat(byBuilder.invoke(CALL).join().body()).isNotEmpty();
      assertThat(requests).hasValue(2);
    }
  }

  private record Counting(SdkHttpClient client, AtomicInteger requests) implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      requests.incrementAndGet();
      return client.prepareRequest(request);
    }

    @Override
    public void close() {}
  }

  private record CountingAsync(SdkAsyncHttpClient client, AtomicInteger requests)
      implements SdkAsyncHttpClient {
    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      requests.incrementAndGet();
      return client.execute(request);
    }

    @Override
    public void close() {}
  }
}
