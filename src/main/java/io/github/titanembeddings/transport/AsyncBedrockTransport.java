package io.github.titanembeddings.transport;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.transport.internal.AwsClientFactory;
import io.github.titanembeddings.transport.internal.BedrockErrors;
import io.github.titanembeddings.transport.internal.CallRecord;
import io.github.titanembeddings.transport.internal.Endpoint;
import io.github.titanembeddings.transport.internal.HttpClientDefaults;
import io.github.titanembeddings.transport.internal.InvokeModelMapping;
import io.github.titanembeddings.transport.internal.ResponseBodyLimit;
import io.github.titanembeddings.transport.internal.RetryStrategies;
import io.github.titanembeddings.transport.internal.TransportFailures;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/**
 * The transport over the AWS SDK's asynchronous client for Amazon Bedrock. Thread-safe.
 *
 * <pre>{@code
 * AsyncTransport transport = AsyncBedrockTransport.create(ConnectionConfig.builder().build());
 * }</pre>
 */
public final class AsyncBedrockTransport implements AsyncTransport {
  /** Netty reports higher statuses for responses that are not HTTP. */
  private static final int LAST_STATUS = 599;

  private final BedrockRuntimeAsyncClient client;

  /** Whether this transport created the client: it closes it and records its attempts. */
  private final boolean owned;

  /** Builds a client without retries, since a plugin on each request costs 0.1 ms of CPU. */
  private final Supplier<BedrockRuntimeAsyncClient> withoutRetries;

  private final @Nullable Integer maxConnections;
  private final Endpoint endpoint;
  private final BedrockErrors errors;
  private final Set<CompletableFuture<InvokeModelResponse>> inFlight =
      ConcurrentHashMap.newKeySet();
  private @Nullable BedrockRuntimeAsyncClient once;
  private volatile boolean closed;

  private AsyncBedrockTransport(
      BedrockRuntimeAsyncClient client,
      boolean owned,
      Supplier<BedrockRuntimeAsyncClient> withoutRetries,
      @Nullable Integer maxConnections) {
    this.client = Objects.requireNonNull(client, "client");
    this.owned = owned;
    this.withoutRetries = withoutRetries;
    this.maxConnections = maxConnections;
    this.endpoint = new Endpoint("bedrock-runtime", client::serviceClientConfiguration);
    this.errors = new BedrockErrors(endpoint);
  }

  /**
   * Returns a transport over your own client, which {@link #close()} leaves open. The AWS SDK reads
   * a response whole before the library rejects one of more than 1 MiB. Attempts are not counted:
   * {@link InvokeReply#attempts()} is 1, no {@link InvokeRetry} is reported, and a failure counts
   * as {@link TransportException.Kind#NOT_SENT} only if the AWS SDK made a single attempt.
   */
  public static AsyncBedrockTransport of(BedrockRuntimeAsyncClient client) {
    return new AsyncBedrockTransport(client, false, () -> client, null);
  }

  /**
   * Returns a transport over an AWS SDK client that it creates and closes.
   *
   * @throws TransportException if the AWS SDK cannot create the client, such as without a region
   */
  public static AsyncBedrockTransport create(ConnectionConfig connection) {
    return create(connection, client -> {});
  }

  /**
   * Same as {@link #create(ConnectionConfig)}, but applies the configuration to the AWS SDK's
   * builder just before the client is built. It overrides the connection's settings: HTTP client,
   * interceptors, metrics. It is also applied to a second client, which is built for the first call
   * that must not be retried and shares the library's HTTP client.
   *
   * @throws TransportException if the AWS SDK cannot create the client, such as without a region
   * @throws IllegalStateException if the connection sets {@code maxConnections} or {@code protocol}
   *     and the library does not build the HTTP client
   */
  public static AsyncBedrockTransport create(
      ConnectionConfig connection, Consumer<BedrockRuntimeAsyncClientBuilder> configuration) {
    BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder();
    HttpClientDefaults http = HttpClientDefaults.async(builder, ResponseBodyLimit.INVOKE_MODEL);
    BedrockRuntimeAsyncClient client =
        AwsClientFactory.bedrockRuntime(builder, connection.settings(), configuration, http);
    return new AsyncBedrockTransport(
        client,
        true,
        () -> withoutRetries(connection, configuration, http),
        http.isUsed() ? HttpClientDefaults.maxConnections(connection.settings()) : null);
  }

  private static BedrockRuntimeAsyncClient withoutRetries(
      ConnectionConfig connection,
      Consumer<BedrockRuntimeAsyncClientBuilder> configuration,
      HttpClientDefaults http) {
    BedrockRuntimeAsyncClientBuilder builder = BedrockRuntimeAsyncClient.builder();
    return AwsClientFactory.bedrockRuntime(
        builder,
        connection.settings(),
        configuration.andThen(client -> client.addPlugin(RetryStrategies.NO_RETRIES)),
        http.lentTo(builder));
  }

  @Override
  public CompletableFuture<InvokeReply> invoke(InvokeCall call) {
    return Futures.uninterrupted(() -> start(call));
  }

  private CompletableFuture<InvokeReply> start(InvokeCall call) {
    CallRecord record = new CallRecord(call.onRetry());
    CompletableFuture<InvokeReply> reply =
        Futures.map(
            endedByClose(send(call, record)),
            response -> {
              TransportFailures.requireWhole(response, response.body());
              errors.noteResponse(call.modelId());
              return InvokeModelMapping.reply(response, endpoint, record);
            });
    return Futures.mapFailure(reply, failure -> translated(failure, call, record));
  }

  /** Ends a call when this transport closes: the AWS SDK may leave its future incomplete. */
  // whenComplete is used for its effect alone; futures are compared by identity
  @SuppressWarnings({"FutureReturnValueIgnored", "CollectionUndefinedEquality"})
  private CompletableFuture<InvokeModelResponse> endedByClose(
      CompletableFuture<InvokeModelResponse> sent) {
    if (owned && !sent.isDone()) {
      inFlight.add(sent);
      sent.whenComplete((response, failure) -> inFlight.remove(sent));
      if (closed) {
        sent.cancel(true);
      }
    }
    return sent;
  }

  /**
   * Sends a call that must not be retried over the client without retries, if the client is owned.
   */
  private CompletableFuture<InvokeModelResponse> send(InvokeCall call, CallRecord record) {
    if (!owned) {
      return client.invokeModel(InvokeModelMapping.request(call));
    }
    return (call.retries() ? client : once())
        .invokeModel(InvokeModelMapping.recorded(call, record));
  }

  private synchronized BedrockRuntimeAsyncClient once() {
    if (closed) {
      return client; // fails the call
    }
    if (once == null) {
      once = withoutRetries.get();
    }
    return once;
  }

  private Throwable translated(Throwable failure, InvokeCall call, CallRecord record) {
    if (failure instanceof AwsServiceException refusal && refusal.statusCode() <= LAST_STATUS) {
      return record.withRetryAfter(errors.translate(refusal, call));
    }
    return (failure instanceof CancellationException && !closed)
            || failure instanceof TitanException
        ? failure
        : TransportFailures.translate(failure, closed, record);
  }

  @Override
  public OptionalInt maxConnections() {
    return maxConnections == null ? OptionalInt.empty() : OptionalInt.of(maxConnections);
  }

  @Override
  public void close() {
    closed = true;
    if (owned) {
      synchronized (this) {
        if (once != null) {
          once.close();
        }
      }
      client.close();
      inFlight.forEach(sent -> sent.cancel(true));
    }
  }
}
