package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.TransportException;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;
import software.amazon.awssdk.services.bedrock.auth.scheme.BedrockAuthSchemeProvider;
import software.amazon.awssdk.services.bedrock.model.Tag;

/**
 * The AWS SDK's blocking client for the control plane of Amazon Bedrock, which manages jobs and
 * throughput, with this library's timeouts, attempts and exceptions. Thread-safe.
 *
 * <p>An interruption ends a call immediately if this class created the client; with your own
 * client, once the AWS SDK detects it.
 */
public final class BedrockControlPlane implements AutoCloseable {
  /** Whether the AWS SDK retries a call. */
  public enum Retries {
    ALLOWED,
    NONE
  }

  private final BedrockClient client;
  private final boolean owned;
  private final BedrockErrors errors;
  private volatile boolean closed;

  private BedrockControlPlane(BedrockClient client, boolean owned) {
    this.client = Objects.requireNonNull(client, "client");
    this.owned = owned;
    this.errors = new BedrockErrors(new Endpoint("bedrock", client::serviceClientConfiguration));
  }

  /**
   * Returns the control plane of a builder that extends {@code ConnectionConfig.AbstractBuilder}:
   * over the caller's client, or else over one of its own. {@link #close()} leaves the caller's
   * client open. The AWS SDK reads that client's responses whole: their size is not limited. A
   * failure counts as {@link TransportException.Kind#NOT_SENT} only if it made a single attempt.
   *
   * @param configuration customizes the AWS SDK's builder
   * @throws TransportException if the AWS SDK can't build the client, such as without a region
   * @throws IllegalStateException if the caller's client comes with settings that it would ignore
   */
  public static BedrockControlPlane of(
      Object builder,
      @Nullable BedrockClient client,
      @Nullable Consumer<BedrockClientBuilder> configuration) {
    if (client != null) {
      ConnectionAccess.requireNoSettings(builder, configuration != null, "bedrockClient");
      return new BedrockControlPlane(client, false);
    }
    return create(
        ConnectionAccess.settings(ConnectionAccess.connection(builder, null)),
        configuration == null ? aws -> {} : configuration);
  }

  /**
   * Returns the control plane over a client that it creates and closes. The configuration is
   * applied to the AWS SDK's builder just before the client is built, and overrides the connection.
   *
   * @throws TransportException if the AWS SDK can't build the client, such as without a region
   */
  public static BedrockControlPlane create(
      ConnectionSettings connection, Consumer<BedrockClientBuilder> configuration) {
    BedrockClientBuilder client = BedrockClient.builder();
    HttpClientDefaults http = HttpClientDefaults.blocking(client, ResponseBodyLimit.CONTROL_PLANE);
    BedrockAuthSchemeProvider schemes = BedrockAuthSchemeProvider.defaultProvider();
    AwsClientFactory.authenticate(
        connection,
        scheme ->
            client.authSchemeProvider(
                call -> AwsClientFactory.only(scheme, schemes.resolveAuthScheme(call))),
        client::tokenProvider);
    return new BedrockControlPlane(
        AwsClientFactory.build(client, connection, configuration, http), true);
  }

  public String region() {
    return client.serviceClientConfiguration().region().id();
  }

  /**
   * Makes a call, with the AWS SDK's retries.
   *
   * @param operation the service's name for it, such as {@code StopModelCustomizationJob}
   * @param call sends a request that carries the override configuration it is given
   * @throws io.github.titanembeddings.exception.ServiceException if the service rejects the call or
   *     fails
   * @throws TransportException if no response is received
   * @throws IllegalStateException if this is closed
   */
  public <T> T call(
      String operation, BiFunction<BedrockClient, AwsRequestOverrideConfiguration, T> call) {
    return call(operation, Retries.ALLOWED, call);
  }

  /** Makes a call as {@link #call(String, BiFunction)} does, with retries or without. */
  public <T> T call(
      String operation,
      Retries retries,
      BiFunction<BedrockClient, AwsRequestOverrideConfiguration, T> call) {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    AwsRequestOverrideConfiguration override =
        retries == Retries.NONE
            ? RetryStrategies.NO_RETRIES_OVERRIDE
            : AwsRequestOverrideConfiguration.builder().build();
    return TransportFailures.translating(
        new CallRecord(retry -> {}),
        () -> call.apply(client, override),
        refusal -> errors.translate(refusal, operation),
        () -> closed);
  }

  /** Returns the tags of a request. */
  public static Tag[] tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toArray(Tag[]::new);
  }

  /** Closes a client that was created here; its calls in flight end. */
  @Override
  public void close() {
    closed = true;
    if (owned) {
      client.close();
    }
  }
}
