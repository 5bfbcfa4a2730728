package io.github.titanembeddings.transport;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.transport.internal.AwsClientFactory;
import io.github.titanembeddings.transport.internal.BedrockErrors;
import io.github.titanembeddings.transport.internal.CallRecord;
import io.github.titanembeddings.transport.internal.Endpoint;
import io.github.titanembeddings.transport.internal.HttpClientDefaults;
import io.github.titanembeddings.transport.internal.InvokeModelMapping;
import io.github.titanembeddings.transport.internal.ResponseBodyLimit;
import io.github.titanembeddings.transport.internal.TransportFailures;
import java.util.Objects;
import java.util.function.Consumer;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

/**
 * The transport over the AWS SDK's blocking client for Amazon Bedrock. Thread-safe.
 *
 * <p>An interruption ends a call immediately if this class created the client; with your own
 * client, once the AWS SDK detects it.
 *
 * <pre>{@code
 * Transport transport = BedrockTransport.create(ConnectionConfig.builder().build());
 * }</pre>
 */
public final class BedrockTransport implements Transport {
  private final BedrockRuntimeClient client;
  private final boolean owned;
  private final Endpoint endpoint;
  private final BedrockErrors errors;
  private volatile boolean closed;

  private BedrockTransport(BedrockRuntimeClient client, boolean owned) {
    this.client = Objects.requireNonNull(client, "client");
    this.owned = owned;
    this.endpoint = new Endpoint("bedrock-runtime", client::serviceClientConfiguration);
    this.errors = new BedrockErrors(endpoint);
  }

  /**
   * Returns a transport over your own client, which {@link #close()} leaves open. The AWS SDK reads
   * a response whole before the library rejects one of more than 1 MiB. Attempts are not counted:
   * {@link InvokeReply#attempts()} is 1, no {@link InvokeRetry} is reported, and a failure counts
   * as {@link TransportException.Kind#NOT_SENT} only if the AWS SDK made a single attempt.
   */
  public static BedrockTransport of(BedrockRuntimeClient client) {
    return new BedrockTransport(client, false);
  }

  /**
   * Returns a transport over an AWS SDK client that it creates and closes.
   *
   * @throws TransportException if the AWS SDK cannot create the client, such as without a region
   * @throws IllegalStateException if the connection sets the protocol HTTP/2
   */
  public static BedrockTransport create(ConnectionConfig connection) {
    return create(connection, client -> {});
  }

  /**
   * Same as {@link #create(ConnectionConfig)}, but applies the configuration to the AWS SDK's
   * builder just before the client is built. It overrides the connection's settings: HTTP client,
   * interceptors, metrics.
   *
   * @throws TransportException if the AWS SDK cannot create the client, such as without a region
   * @throws IllegalStateException if the connection sets {@code maxConnections} and the library
   *     does not build the HTTP client, or if it sets the protocol HTTP/2
   */
  public static BedrockTransport create(
      ConnectionConfig connection, Consumer<BedrockRuntimeClientBuilder> configuration) {
    if (connection.settings().protocol() == Protocol.HTTP2) {
      throw new IllegalStateException("the blocking transport speaks HTTP/1.1 only, not HTTP/2");
    }
    BedrockRuntimeClientBuilder client = BedrockRuntimeClient.builder();
    HttpClientDefaults http = HttpClientDefaults.blocking(client, ResponseBodyLimit.INVOKE_MODEL);
    return new BedrockTransport(
        AwsClientFactory.bedrockRuntime(client, connection.settings(), configuration, http), true);
  }

  @Override
  public InvokeReply invoke(InvokeCall call) {
    CallRecord record = new CallRecord(call.onRetry());
    InvokeReply reply =
        TransportFailures.translating(
            record,
            () ->
                InvokeModelMapping.reply(
                    client.invokeModel(InvokeModelMapping.request(call)), endpoint, record),
            refusal -> errors.translate(refusal, call),
            () -> closed);
    errors.noteResponse(call.modelId());
    return reply;
  }

  @Override
  public void close() {
    closed = true;
    if (owned) {
      client.close();
    }
  }
}
