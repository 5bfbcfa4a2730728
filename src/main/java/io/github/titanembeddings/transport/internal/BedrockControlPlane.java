package io.github.titanembeddings.transport.internal;

import io.github.titanembeddings.exception.TransportException;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;
import software.amazon.awssdk.services.bedrock.auth.scheme.BedrockAuthSchemeProvider;

/**
 * The AWS SDK's blocking client for the control plane of Amazon Bedrock, where jobs and throughput
 * are made, with this library's timeouts, attempts and exceptions. Safe for use by several threads.
 *
 * <p>An interruption ends a call at once if this class made the client; in a client of yours, once
 * the AWS SDK notices it.
 */
public final class BedrockControlPlane implements AutoCloseable {
  private static final AwsRequestOverrideConfiguration RETRIED =
      AwsRequestOverrideConfiguration.builder().build();
  private static final AwsRequestOverrideConfiguration SENT_ONCE =
      AwsRequestOverrideConfiguration.builder().addPlugin(AwsClients.NO_RETRIES).build();

  private final BedrockClient client;
  private final boolean owned;
  private final Endpoint endpoint;
  private volatile boolean closed;

  private BedrockControlPlane(BedrockClient client, boolean owned) {
    this.client = Objects.requireNonNull(client, "client");
    this.owned = owned;
    this.endpoint = new Endpoint("bedrock", client::serviceClientConfiguration);
  }

  /**
   * Returns the control plane over a client of your own, which {@link #close()} leaves open. The
   * AWS SDK reads its responses whole: their size is not limited. A failure counts as {@link
   * TransportException.Kind#NOT_SENT} only if the AWS SDK made a single attempt.
   */
  public static BedrockControlPlane of(BedrockClient client) {
    return new BedrockControlPlane(client, false);
  }

  /**
   * The control plane over a client that it makes and closes; the configuration is applied to the
   * AWS SDK's builder just before the client is built and overrides what the connection says.
   *
   * @throws TransportException if the AWS SDK can't make the client, without a region for one
   */
  public static BedrockControlPlane create(
      ConnectionSettings connection, Consumer<BedrockClientBuilder> configuration) {
    BedrockClientBuilder client = BedrockClient.builder();
    DefaultHttpClient http = DefaultHttpClient.blocking(client, ReplyRule.CONTROL_PLANE);
    if (connection.isSignedOnly() || AwsClients.isEnvironmentKeyBlank()) {
      client.authSchemeProvider(only(AwsClients.SIGNATURE));
    }
    if (connection.apiKey() != null) {
      client.tokenProvider(AwsClients.tokenProvider(connection.apiKey()));
      client.authSchemeProvider(only(AwsClients.BEARER_TOKEN));
    }
    return new BedrockControlPlane(AwsClients.build(client, connection, configuration, http), true);
  }

  private static BedrockAuthSchemeProvider only(String scheme) {
    return BedrockAuthSchemeProvider.defaultProvider(List.of(scheme));
  }

  /** The region that is talked to, such as {@code us-east-1}. */
  public String region() {
    return client.serviceClientConfiguration().region().id();
  }

  /**
   * Makes one call and lets the AWS SDK retry it.
   *
   * @param operation the service's name for it, such as {@code StopModelCustomizationJob}
   * @param call sends a request that carries the override configuration it is given
   * @throws io.github.titanembeddings.exception.ServiceException if the service refuses or fails
   * @throws TransportException if no answer comes back
   * @throws IllegalStateException if this is closed
   */
  public <T> T call(
      String operation, BiFunction<BedrockClient, AwsRequestOverrideConfiguration, T> call) {
    return call(operation, RETRIED, call);
  }

  /** Likewise, but sends it once: for callers that try again by themselves. */
  public <T> T callOnce(
      String operation, BiFunction<BedrockClient, AwsRequestOverrideConfiguration, T> call) {
    return call(operation, SENT_ONCE, call);
  }

  private <T> T call(
      String operation,
      AwsRequestOverrideConfiguration override,
      BiFunction<BedrockClient, AwsRequestOverrideConfiguration, T> call) {
    if (closed) {
      throw new IllegalStateException("the client is closed");
    }
    CallRecord record = new CallRecord(retry -> {});
    CallRecord outer = record.enter();
    try {
      return call.apply(client, override);
    } catch (AwsServiceException e) {
      throw record.withRetryAfter(BedrockErrors.ofControlPlane(e, operation, endpoint));
    } catch (RuntimeException e) {
      throw TransportFailures.translate(e, closed, record);
    } finally {
      CallRecord.leave(outer);
    }
  }

  /** Closes the client if it was made here; calls that are under way over it end. */
  @Override
  public void close() {
    closed = true;
    if (owned) {
      client.close();
    }
  }
}
