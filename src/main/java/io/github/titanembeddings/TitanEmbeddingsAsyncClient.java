package io.github.titanembeddings;

import io.github.titanembeddings.internal.client.CallObserver;
import io.github.titanembeddings.internal.client.ClientAccess;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.client.RequestContent;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Lifecycle;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
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
 * An asynchronous client for the Amazon Titan embedding models: text, an image or both with
 * Multimodal Embeddings G1, or text with Text Embeddings V2 and V1. Thread-safe; create one and
 * share it. {@link #close()} closes the connections that the client created; clients and transports
 * that you pass in remain open.
 *
 * <pre>{@code
 * try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
 *   titan.embed(r -> r.text("red shoe")).thenAccept(response -> store(response.embedding())).join();
 * }
 * }</pre>
 *
 * <p>Futures fail with the exceptions of {@link TitanEmbeddingsClient}, not wrapped; only null
 * arguments and use after close throw immediately. Cancelling a future cancels its call. Files are
 * read, and images decoded and encoded, on an executor. Futures complete on threads that must not
 * be blocked.
 */
public final class TitanEmbeddingsAsyncClient implements AutoCloseable {
  static {
    ClientAccess.set(
        new ClientAccess(
            (client, request) -> ((TitanEmbeddingsAsyncClient) client).content(request),
            (client, request) -> ((TitanEmbeddingsAsyncClient) client).prepare(request),
            (client, input) -> ((TitanEmbeddingsAsyncClient) client).embed(input),
            client -> ((TitanEmbeddingsAsyncClient) client).withoutRetries()));
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

  /**
   * Returns a client of the base model, with the AWS SDK's default credentials and region.
   *
   * @throws io.github.titanembeddings.exception.TransportException if the AWS SDK cannot create its
   *     client, such as without a region
   */
  public static TitanEmbeddingsAsyncClient create() {
    return builder().build();
  }

  /** Returns a new builder; all settings are optional. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Embeds a request that is built in place, as in {@code embed(r -> r.text("red shoe"))}. The
   * builder has this client's values.
   */
  public CompletableFuture<EmbeddingResponse> embed(Consumer<EmbeddingRequest.Builder> request) {
    Objects.requireNonNull(request, "request");
    return prepared(() -> settings.request(request));
  }

  /**
   * Embeds a text with a text model. The builder is for this client's model and has this client's
   * values.
   */
  public CompletableFuture<EmbeddingResponse> embedText(
      Consumer<TextEmbeddingRequest.Builder> request) {
    Objects.requireNonNull(request, "request");
    return prepared(() -> settings.text(request));
  }

  /** Embeds a request. Values that it leaves unset are taken from this client. */
  public CompletableFuture<EmbeddingResponse> embed(ModelRequest request) {
    Objects.requireNonNull(request, "request");
    return prepared(() -> settings.completed(request));
  }

  private CompletableFuture<PreparedRequest> prepare(ModelRequest request) {
    lifecycle.requireOpen();
    return settings.completed(request, completed -> PreparedRequest.of(completed, executor));
  }

  private TitanEmbeddingsAsyncClient withoutRetries() {
    return new TitanEmbeddingsAsyncClient(
        transport, settings.withoutRetries().inCurrentContext(), executor, lifecycle.borrowing());
  }

  private CompletableFuture<RequestContent> content(ModelRequest request) {
    lifecycle.requireOpen();
    return settings.completed(request, completed -> RequestContent.of(completed, executor));
  }

  /**
   * Embeds the image alone, the text alone and both together, in three calls one after another. The
   * image is read and resized once; all calls send the same text, truncated as for the text alone.
   * The future fails with an {@link io.github.titanembeddings.exception.InvalidRequestException} if
   * the request has no text or no image.
   */
  public CompletableFuture<SeparateEmbeddings> embedSeparately(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    lifecycle.requireOpen();
    return Futures.then(
        Futures.start(Runnable::run, () -> prepare(ClientSettings.requireBoth(request))),
        inCurrentContext()::embedPartsOf);
  }

  private CompletableFuture<SeparateEmbeddings> embedPartsOf(PreparedRequest both) {
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

  /**
   * Returns a request builder with this client's values.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException if this client's model is
   *     not multimodal
   */
  public EmbeddingRequest.Builder requestBuilder() {
    return settings.requestBuilder();
  }

  /**
   * Returns a builder for a text request to this client's model, with this client's values. Builds
   * a {@link TextEmbeddingRequest} for a text model, otherwise an {@link EmbeddingRequest}.
   */
  public ModelRequest.Builder<?> textRequest() {
    return settings.textRequest();
  }

  /**
   * Returns a client of another model over the same connections. Closing it leaves them open;
   * closing this client closes them for both. The limits and default length set for this client do
   * not apply to a model of another family.
   */
  public TitanEmbeddingsAsyncClient withModel(ModelId modelId) {
    Objects.requireNonNull(modelId, "modelId");
    return new TitanEmbeddingsAsyncClient(
        transport, settings.withModel(modelId), executor, lifecycle.borrowing());
  }

  /**
   * Returns a client for calls that other threads make on behalf of the calling thread: listeners
   * receive them {@linkplain EmbeddingListener#inCurrentContext() in its context}. Shares this
   * client's connections; closing the returned client leaves them open.
   */
  public TitanEmbeddingsAsyncClient inCurrentContext() {
    return new TitanEmbeddingsAsyncClient(
        transport, settings.inCurrentContext(), executor, lifecycle.borrowing());
  }

  /** Returns the model that is called. */
  public ModelId modelId() {
    return settings.modelId();
  }

  /**
   * Returns the maximum number of calls in flight; further calls are queued. Empty if the transport
   * does not report it, for example because the library does not build the HTTP client.
   */
  public OptionalInt maxConnections() {
    return transport.maxConnections();
  }

  private CompletableFuture<EmbeddingResponse> prepared(Supplier<? extends ModelRequest> request) {
    return observed(
        observer ->
            Futures.then(
                PreparedRequest.of(request.get(), executor),
                prepared -> encodeAndSend(prepared, observer)));
  }

  private CompletableFuture<EmbeddingResponse> embed(PreparedRequest input) {
    return observed(observer -> encodeAndSend(input, observer));
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
    return observer.watched(response);
  }

  /** Writes the body; on the executor if it reads and encodes an image. */
  private CompletableFuture<EmbeddingResponse> encodeAndSend(
      PreparedRequest input, CallObserver observer) {
    return Futures.start(
        input.image() != null ? executor : Runnable::run,
        () -> settings.call(input).send(transport, executor, observer));
  }

  /**
   * Closes the connections that this client created; calls in flight over them fail. A transport or
   * AWS client that was passed in stays open, and so do calls over it.
   */
  @Override
  public void close() {
    lifecycle.close();
  }

  /** Builder for {@link TitanEmbeddingsAsyncClient}. Not thread-safe. */
  public static final class Builder extends ClientBuilder<Builder> {
    private @Nullable AsyncTransport transport;
    private @Nullable AsyncBedrockTransport overClient;
    private @Nullable Executor executor;
    private @Nullable Protocol protocol;
    private @Nullable Consumer<BedrockRuntimeAsyncClientBuilder> configuration;

    private Builder() {}

    /** Sets your own transport instead of the AWS SDK; it stays open. */
    public Builder transport(AsyncTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /** Sets your own AWS SDK client; it stays open. */
    public Builder bedrockRuntimeClient(BedrockRuntimeAsyncClient client) {
      this.overClient = AsyncBedrockTransport.of(client);
      return this;
    }

    /**
     * Customizes the AWS SDK's builder, such as its HTTP client, interceptors or metrics. Applied
     * last, so it overrides the other settings.
     */
    public Builder bedrockRuntime(Consumer<BedrockRuntimeAsyncClientBuilder> configuration) {
      this.configuration = Objects.requireNonNull(configuration, "configuration");
      return this;
    }

    /**
     * Sets the HTTP version; {@link Protocol#HTTP1_1} by default. {@link Protocol#HTTP2} sends all
     * calls over few connections, which costs more CPU per call and makes calls share a
     * connection's failures. {@link #build()} throws {@link IllegalStateException} if this is set
     * and the library does not build the HTTP client, as for {@link #maxConnections}.
     */
    public Builder protocol(Protocol protocol) {
      this.protocol = Objects.requireNonNull(protocol, "protocol");
      return this;
    }

    /**
     * Sets the executor that reads files and decodes images; it stays open. By default a pool of
     * one daemon thread per processor that ends with the client.
     */
    public Builder executor(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Builds the client.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException if the embedding length
     *     is not offered
     * @throws IllegalStateException if both a transport and an AWS SDK client are set, or
     *     connection settings with either, or credentials and an API key, or {@code maxConnections}
     *     or {@code protocol} with an HTTP client that the library does not build
     * @throws io.github.titanembeddings.exception.TransportException if the AWS SDK cannot create
     *     its client, such as without a region
     */
    public TitanEmbeddingsAsyncClient build() {
      ClientSettings settings = settings();
      List<Runnable> closings = new ArrayList<>();
      AsyncTransport chosen = transport(closings);
      closings.add(settings.listenerThread()::close);
      return new TitanEmbeddingsAsyncClient(
          chosen, settings, executor(closings), Lifecycle.closing(closings));
    }

    private Executor executor(List<Runnable> closings) {
      return executor == null ? Threads.pool("titan-embeddings-io", closings) : executor;
    }

    private AsyncTransport transport(List<Runnable> closings) {
      AsyncTransport given =
          passedIn(transport, overClient, configuration != null || protocol != null);
      if (given != null) {
        return given;
      }
      AsyncBedrockTransport made =
          AsyncBedrockTransport.create(
              connection(protocol), configuration == null ? builder -> {} : configuration);
      closings.add(made::close);
      return made;
    }
  }
}
