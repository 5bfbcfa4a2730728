package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.MissingAwsSetup;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.auth.token.credentials.SdkTokenProvider;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeBaseClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Builds AWS SDK clients with the settings that they share. */
public final class AwsClientFactory {
  private static final String TWO_HTTP_CLIENTS = "can't both be configured";

  private AwsClientFactory() {}

  /** Same as {@link #build}, but for a client of Bedrock Runtime, and sets its API key. */
  public static <B extends BedrockRuntimeBaseClientBuilder<B, C>, C extends SdkAutoCloseable>
      C bedrockRuntime(
          B client,
          ConnectionSettings connection,
          Consumer<B> configuration,
          HttpClientDefaults http) {
    BedrockRuntimeAuthSchemeProvider schemes = BedrockRuntimeAuthSchemeProvider.defaultProvider();
    authenticate(
        connection,
        scheme -> client.authSchemeProvider(call -> only(scheme, schemes.resolveAuthScheme(call))),
        client::tokenProvider);
    return build(client, connection, configuration, http);
  }

  /**
   * Builds a client: applies the connection first, then the caller's configuration, then the
   * settings that it left unset.
   *
   * @param http the library's HTTP client, withdrawn if the caller sets another
   * @throws IllegalStateException if a setting of the HTTP client would be lost
   */
  static <B extends AwsClientBuilder<B, C>, C extends SdkAutoCloseable> C build(
      B client, ConnectionSettings connection, Consumer<B> configuration, HttpClientDefaults http) {
    connect(client, connection);
    configuration.accept(client);
    ClientOverrideConfiguration given = client.overrideConfiguration();
    Duration attemptTimeout =
        given.apiCallAttemptTimeout().orElse(connection.apiCallAttemptTimeout());
    Duration callTimeout = given.apiCallTimeout().orElse(connection.apiCallTimeout());
    http.settings(HttpClientDefaults.settings(connection, attemptTimeout, callTimeout));
    ClientOverrideConfiguration.Builder all =
        given.toBuilder().apiCallAttemptTimeout(attemptTimeout).apiCallTimeout(callTimeout);
    if (RetryStrategies.isUnset(given)) {
      all.retryStrategy(RetryStrategies.standard(connection.maxAttempts()));
    }
    client.overrideConfiguration(all.build());
    try {
      return checked(build(client, http), connection, http);
    } catch (SdkClientException | IllegalArgumentException e) {
      throw new TransportException(
          TransportException.Kind.NOT_SENT,
          "the AWS client can't be made: "
              + MissingAwsSetup.explain(String.valueOf(e.getMessage())),
          e);
    }
  }

  /** The AWS SDK rejects a client with both an HTTP client and a builder of one. */
  private static <B extends AwsClientBuilder<B, C>, C extends SdkAutoCloseable> C build(
      B client, HttpClientDefaults http) {
    try {
      return client.build();
    } catch (IllegalArgumentException e) {
      if (!String.valueOf(e.getMessage()).contains(TWO_HTTP_CLIENTS)) {
        throw e;
      }
      http.withdraw();
      return client.build();
    }
  }

  private static <C extends SdkAutoCloseable> C checked(
      C client, ConnectionSettings connection, HttpClientDefaults http) {
    if (connection.requiresOwnHttpClient() && !http.isUsed()) {
      client.close();
      throw new IllegalStateException(
          "maxConnections and protocol apply only to an HTTP client that this library builds; set"
              + " them in the HTTP client that you pass in, or, if the class path has several HTTP"
              + " clients, remove all but one");
    }
    return client;
  }

  private static void connect(AwsClientBuilder<?, ?> client, ConnectionSettings connection) {
    if (connection.region() != null) {
      client.region(connection.region());
    }
    if (connection.endpointOverride() != null) {
      client.endpointOverride(connection.endpointOverride());
    }
    if (connection.credentialsProvider() != null) {
      client.credentialsProvider(
          new TransportFailures.MarkedCredentials(connection.credentialsProvider()));
    }
  }

  /** Sets the API key, or excludes one of the environment that must not be sent. */
  static void authenticate(
      ConnectionSettings connection,
      Consumer<String> onlyScheme,
      Consumer<SdkTokenProvider> token) {
    if (connection.apiKey() != null) {
      token.accept(StaticTokenProvider.create(new ApiKey(connection.apiKey())));
      onlyScheme.accept("httpBearerAuth");
    } else if (connection.isSignedOnly() || isEnvironmentKeyBlank()) {
      onlyScheme.accept("sigv4");
    }
  }

  /**
   * Returns only the option of a scheme, so that no other is used even if that one fails. The AWS
   * SDK's own preference only sorts the options, for 2 % of a call's CPU time.
   */
  static List<AuthSchemeOption> only(String scheme, List<AuthSchemeOption> offered) {
    for (AuthSchemeOption option : offered) {
      if (option.schemeId().endsWith("#" + scheme)) {
        return List.of(option);
      }
    }
    throw new IllegalStateException("the AWS SDK does not offer " + scheme + " authentication");
  }

  /** Returns whether the environment holds an API key that is blank; the AWS SDK would send it. */
  private static boolean isEnvironmentKeyBlank() {
    String property = System.getProperty("aws.bearerTokenBedrock");
    String key = property == null ? System.getenv("AWS_BEARER_TOKEN_BEDROCK") : property;
    return key != null && key.isBlank();
  }

  /** A key that is never printed. */
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
    public String toString() {
      return "ApiKey[…]";
    }
  }
}
