package io.github.titanembeddings.transport;

import io.github.titanembeddings.exception.TransportException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeBaseClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/** What the blocking and the asynchronous client of the AWS SDK are told alike. */
final class BedrockClients {
  private static final String SIGNATURE = "sigv4";
  private static final String BEARER_TOKEN = "httpBearerAuth";
  private static final int OVERLOADED = 529;
  private static final String JSON = "application/json";

  private static final SdkPlugin NO_RETRIES =
      client ->
          client.overrideConfiguration(
              client.overrideConfiguration().toBuilder()
                  .retryStrategy(AwsRetryStrategy.doNotRetry())
                  .build());

  private BedrockClients() {}

  /**
   * Makes a client: connection first, then the caller's configuration, then what that left unset.
   *
   * @param withdrawHttpClient takes back the HTTP client that was set, for the case that the caller
   *     sets another
   */
  static <B extends BedrockRuntimeBaseClientBuilder<B, C>, C> C build(
      B client,
      BedrockConnection connection,
      Consumer<B> configuration,
      Runnable withdrawHttpClient) {
    connect(client, connection);
    configuration.accept(client);
    ClientOverrideConfiguration said = client.overrideConfiguration();
    ClientOverrideConfiguration.Builder all = said.toBuilder();
    if (said.apiCallTimeout().isEmpty()) {
      all.apiCallTimeout(connection.apiCallTimeout());
    }
    if (said.apiCallAttemptTimeout().isEmpty()) {
      all.apiCallAttemptTimeout(connection.apiCallAttemptTimeout());
    }
    if (saysNothingOfRetries(said)) {
      all.retryStrategy(retries(connection.maxAttempts()));
    }
    client.overrideConfiguration(all.build());
    try {
      return build(client, withdrawHttpClient);
    } catch (SdkClientException e) {
      throw new TransportException(
          TransportException.Kind.NOT_SENT, "the AWS client can't be made: " + e.getMessage(), e);
    }
  }

  /** The AWS SDK refuses a client with both an HTTP client and a builder of one. */
  private static <B extends BedrockRuntimeBaseClientBuilder<B, C>, C> C build(
      B client, Runnable withdrawHttpClient) {
    try {
      return client.build();
    } catch (IllegalArgumentException e) {
      withdrawHttpClient.run();
      return client.build();
    }
  }

  private static boolean saysNothingOfRetries(ClientOverrideConfiguration said) {
    return said.retryStrategy().isEmpty()
        && said.retryMode().isEmpty()
        && said.retryPolicy().isEmpty()
        && said.retryStrategyConfigurator().isEmpty();
  }

  private static void connect(
      BedrockRuntimeBaseClientBuilder<?, ?> client, BedrockConnection connection) {
    if (connection.region() != null) {
      client.region(connection.region());
    }
    if (connection.endpointOverride() != null) {
      client.endpointOverride(connection.endpointOverride());
    }
    if (connection.credentialsProvider() != null) {
      client.credentialsProvider(connection.credentialsProvider());
      client.authSchemeProvider(only(SIGNATURE));
    }
    if (connection.apiKey() != null) {
      client.tokenProvider(StaticTokenProvider.create(new ApiKey(connection.apiKey())));
      client.authSchemeProvider(only(BEARER_TOKEN));
    }
  }

  private static BedrockRuntimeAuthSchemeProvider only(String scheme) {
    return BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of(scheme));
  }

  private static RetryStrategy retries(int maxAttempts) {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(maxAttempts)
        .retryOnException(
            failure ->
                failure instanceof AwsServiceException refusal
                    && refusal.statusCode() == OVERLOADED)
        .build();
  }

  static InvokeModelRequest request(InvokeCall call) {
    InvokeModelRequest.Builder request =
        InvokeModelRequest.builder()
            .modelId(call.modelId().value())
            .contentType(JSON)
            .accept(JSON)
            .body(SdkBytes.fromByteArrayUnsafe(call.body()));
    if (!call.retries()) {
      request.overrideConfiguration(override -> override.addPlugin(NO_RETRIES));
    }
    return request.build();
  }

  static InvokeReply reply(InvokeModelResponse response) {
    SdkHttpResponse headers = response.sdkHttpResponse();
    return InvokeReply.builder(response.body().asByteArrayUnsafe())
        .requestId(response.responseMetadata().requestId())
        .serviceLatency(
            Headers.number(headers, "X-Amzn-Bedrock-Invocation-Latency")
                .map(Duration::ofMillis)
                .orElse(null))
        .inputTokenCount(Headers.number(headers, "X-Amzn-Bedrock-Input-Token-Count").orElse(null))
        .build();
  }

  /** A key that no log shows. */
  private static final class ApiKey implements SdkToken {
    private final String key;

    private ApiKey(String key) {
      this.key = key;
    }

    @Override
    public String token() {
      return key;
    }

    @Override
    public Optional<Instant> expirationTime() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "ApiKey[…]";
    }
  }
}
