package io.github.titanembeddings;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.client.CallObserver;
import io.github.titanembeddings.internal.client.CheckedFailure;
import io.github.titanembeddings.internal.client.ClientAccess;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.client.EmbedCall;
import io.github.titanembeddings.internal.client.Payload;
import io.github.titanembeddings.internal.client.RequestContent;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Lifecycle;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.transport.AsyncBedrockTransport;
import io.github.titanembeddings.transport.AsyncTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;

/**
 * Turns text, an image or both into one vector with Amazon Titan Multimodal Embeddings G1, and
 * returns a future of it. Safe for use by several threads; make one and share it. What you pass in
 * you close; what the client made it closes.
 *
 * <p>Futures fail with what {@link TitanEmbeddingsClient} throws, not wrapped; only null and use
 * after close are thrown at once. Cancelling a future cancels the call beneath. Files are read, and
 * images decoded and encoded, in an executor; futures complete in threads that must not be blocked.
 */
public final class TitanEmbeddingsAsyncClient implements AutoCloseable {
  static {
    ClientAccess.set(
        new ClientAccess(
            (client, request) -> ((TitanEmbeddingsAsyncClient) client).content(request)));
  }

  private final AsyncTransport transport;
  private final ClientSettings settings;
  private final Executor executor;
  private final Lifecycle lifecycle;

  private TitanEmbeddingsAsyncClient(
      AsyncTransport transport, ClientSettings settings, Executor executor, Lifecycle lifecycle) {
    this.transport = transport;
    this.settings = settings;
    this.executor = executor;
    this.lifecycle = lifecycle;
  }

  /** A client of the base model, with the AWS SDK's default credentials and region. */
  public static TitanEmbeddingsAsyncClient create() {
    return builder().build();
  }

  /** Starts a client; everything has a default. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Embeds what a builder is told, as in {@code embed(r -> r.text("red shoe"))}; the builder starts
   * with this client's values.
   */
  public CompletableFuture<EmbeddingResponse> embed(Consumer<EmbeddingRequest.Builder> request) {
    Objects.requireNonNull(request, "request");
    return prepared(() -> settings.request(request));
  }

  /** Embeds a request; what it leaves unset is taken from this client. */
  public CompletableFuture<EmbeddingResponse> embed(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    return prepared(() -> settings.completed(request));
  }

  /**
   * Promises a request as it goes out, with what it leaves unset taken from this client: its text
   * cut, its image checked and fitted. To be sent by {@link #embed(PreparedRequest)}.
   */
  public CompletableFuture<PreparedRequest> prepare(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    lifecycle.requireOpen();
    return settings.completed(request, completed -> PreparedRequest.of(completed, executor));
  }

  private CompletableFuture<RequestContent> content(EmbeddingRequest request) {
    lifecycle.requireOpen();
    return settings.completed(request, completed -> RequestContent.of(completed, executor));
  }

  /** Embeds a request that was prepared before. */
  public CompletableFuture<EmbeddingResponse> embed(PreparedRequest request) {
    Objects.requireNonNull(request, "request");
    return embed(Payload.of(request));
  }

  /**
   * Embeds the image alone, the text alone and both together, in three calls one after the other,
   * each with the same image, which is read and fitted once, and the same text, cut as the service
   * wants it alone. The third vector is the service's, not computed here.
   */
  public CompletableFuture<SeparateEmbeddings> embedSeparately(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    lifecycle.requireOpen();
    return Futures.then(
        Futures.start(Runnable::run, () -> prepare(ClientSettings.requireBoth(request))),
        prepared -> embedSeparately(Payload.of(prepared)));
  }

  private CompletableFuture<SeparateEmbeddings> embedSeparately(Payload both) {
    return Futures.then(
        embed(both.imageAlone()),
        image ->
            Futures.then(
                embed(both.textAlone()),
                text ->
                    Futures.map(
                        embed(text.truncation().map(both::shortened).orElse(both)),
                        joint -> new SeparateEmbeddings(image, text, joint))));
  }

  /** A builder that starts with this client's values. */
  public EmbeddingRequest.Builder requestBuilder() {
    return settings.requestBuilder();
  }

  /**
   * A client like this for another model, over the same connections: closing it leaves them open,
   * closing this one closes them for both.
   */
  public TitanEmbeddingsAsyncClient withModel(ModelId modelId) {
    Objects.requireNonNull(modelId, "modelId");
    return new TitanEmbeddingsAsyncClient(
        transport, settings.withModel(modelId), executor, lifecycle.borrowing());
  }

  /**
   * A client like this that makes one attempt of each call, for callers that retry by themselves.
   * It shares connections as {@link #withModel} does.
   */
  public TitanEmbeddingsAsyncClient withoutRetries() {
    return new TitanEmbeddingsAsyncClient(
        transport, settings.withoutRetries(), executor, lifecycle.borrowing());
  }

  /** The model that is called. */
  public ModelId modelId() {
    return settings.modelId();
  }

  /**
   * Returns the maximum number of calls in flight; further calls are queued. Empty if the library
   * does not build the HTTP client.
   */
  public OptionalInt maxConnections() {
    return transport.maxConnections();
  }

  private CompletableFuture<EmbeddingResponse> prepared(Supplier<EmbeddingRequest> request) {
    return observed(
        observer ->
            Futures.then(
                PreparedRequest.of(request.get(), executor),
                prepared -> encodeAndSend(Payload.of(prepared), observer)));
  }

  private CompletableFuture<EmbeddingResponse> embed(Payload payload) {
    return observed(observer -> encodeAndSend(payload, observer));
  }

  private CompletableFuture<EmbeddingResponse> observed(
      Function<CallObserver, CompletableFuture<EmbeddingResponse>> call) {
    lifecycle.requireOpen();
    CallObserver observer = settings.observer();
    CompletableFuture<EmbeddingResponse> response;
    try {
      response = call.apply(observer);
    } catch (Throwable e) {
      response = CompletableFuture.failedFuture(e);
    }
    observer.watch(response);
    return response;
  }

  /** Writes the body, which reads and encodes an image, where that holds nobody up. */
  private CompletableFuture<EmbeddingResponse> encodeAndSend(
      Payload payload, CallObserver observer) {
    return Futures.start(
        payload.hasImage() ? executor : Runnable::run,
        () -> send(settings.call(payload), observer));
  }

  private CompletableFuture<EmbeddingResponse> send(EmbedCall call, CallObserver observer) {
    observer.sending(call.payloadBytes());
    return Futures.recover(
        Futures.map(transport.invoke(call.invokeCall(observer)), call::response),
        failure -> cutAndSend(call, failure, observer));
  }

  private CompletableFuture<EmbeddingResponse> cutAndSend(
      EmbedCall call, Throwable failure, CallObserver observer) {
    if (!(failure instanceof ServiceException refusal)) {
      return CompletableFuture.failedFuture(
          failure instanceof Exception checked && !(failure instanceof RuntimeException)
              ? CheckedFailure.translate(checked)
              : failure);
    }
    return Futures.start(
        call.hasImage() ? executor : Runnable::run,
        () ->
            call.cutAgain(refusal)
                .map(shorter -> send(shorter, observer))
                .orElseGet(() -> CompletableFuture.failedFuture(call.counted(refusal))));
  }

  /**
   * Closes what this client made; calls that are under way over it end with an exception. A
   * transport or AWS client that was passed in stays open, and so do calls over it.
   */
  @Override
  public void close() {
    lifecycle.close();
  }

  /** Collects what a client needs. Not safe for use by several threads. */
  public static final class Builder extends ClientBuilder<Builder> {
    private @Nullable AsyncTransport transport;
    private @Nullable BedrockRuntimeAsyncClient client;
    private @Nullable Executor executor;
    private Consumer<BedrockRuntimeAsyncClientBuilder> configuration = builder -> {};

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** A transport of yours, in place of the AWS SDK; it stays open. */
    public Builder transport(AsyncTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /** An AWS SDK client of yours; it stays open. */
    public Builder bedrockRuntimeClient(BedrockRuntimeAsyncClient client) {
      this.client = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * Customizes the AWS SDK's builder just before its client is built, and overrides the settings
     * here: HTTP client, interceptors, metrics.
     */
    public Builder bedrockRuntime(Consumer<BedrockRuntimeAsyncClientBuilder> configuration) {
      this.configuration = Objects.requireNonNull(configuration, "configuration");
      return connectionSet();
    }

    /**
     * Sets the HTTP version; {@link Protocol#HTTP1_1} by default. {@link Protocol#HTTP2} sends all
     * calls over few connections, which costs more CPU per call and makes calls share a
     * connection's failures. {@link #build()} throws {@link IllegalStateException} if this is set
     * and the library does not build the HTTP client, as for {@link #maxConnections}.
     */
    @Override
    public Builder protocol(Protocol protocol) {
      return super.protocol(Objects.requireNonNull(protocol, "protocol"));
    }

    /**
     * What reads files and decodes images; it stays open. By default daemon threads, one a
     * processor, that end with the client.
     */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * The finished client.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException if the embedding length
     *     is not offered
     * @throws IllegalStateException if there are both a transport and an AWS SDK client, or
     *     settings for a connection beside either, or credentials beside an API key, or {@code
     *     maxConnections} or {@code protocol} beside an HTTP client that the library does not build
     */
    public TitanEmbeddingsAsyncClient build() {
      ListenerThread listener = listenerThread();
      ClientSettings settings = settings(listener);
      List<Runnable> closings = new ArrayList<>();
      AsyncTransport chosen = transport(closings);
      if (listener != null) {
        closings.add(listener::close);
      }
      return new TitanEmbeddingsAsyncClient(
          chosen, settings, executor(closings), Lifecycle.closing(closings));
    }

    private Executor executor(List<Runnable> closings) {
      return executor == null ? Threads.pool("titan-embeddings-io", closings) : executor;
    }

    private AsyncTransport transport(List<Runnable> closings) {
      if (transport != null && client != null) {
        throw new IllegalStateException("set transport or bedrockRuntimeClient, not both");
      }
      if (transport != null) {
        requireNoConnectionSettings("transport");
        return transport;
      }
      if (client != null) {
        requireNoConnectionSettings("bedrockRuntimeClient");
        return AsyncBedrockTransport.of(client);
      }
      AsyncBedrockTransport made = AsyncBedrockTransport.create(connection(), configuration);
      closings.add(made::close);
      return made;
    }
  }
}
