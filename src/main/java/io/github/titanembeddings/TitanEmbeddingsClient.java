package io.github.titanembeddings;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.client.CallObserver;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.client.EmbedCall;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Lifecycle;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.transport.BedrockTransport;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

/**
 * A client for the Amazon Titan embedding models: text, an image or both with Multimodal Embeddings
 * G1, or text with Text Embeddings V2 and V1. Thread-safe; create one and share it. {@link
 * #close()} closes the connections that the client created; clients and transports that you pass in
 * remain open.
 *
 * <pre>{@code
 * try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
 *   float[] vector = titan.embed(r -> r.text("red shoe")).embedding().toArray();
 * }
 * }</pre>
 *
 * <p>Every method that embeds throws
 *
 * <ul>
 *   <li>{@link io.github.titanembeddings.exception.InvalidRequestException} with all violations of
 *       the input, before a request is sent;
 *   <li>{@link io.github.titanembeddings.exception.ServiceException} if the service rejects the
 *       request or fails;
 *   <li>{@link io.github.titanembeddings.exception.TransportException} if no response is received,
 *       the thread is interrupted (its flag stays set) or the client is closed during the call;
 *   <li>{@link io.github.titanembeddings.exception.MalformedReplyException} if the response has no
 *       vector of the requested length;
 *   <li>{@link io.github.titanembeddings.storage.StorageException} if an object store fails;
 *   <li>{@link IllegalStateException} if the client is closed;
 *   <li>any unchecked exception of your own transport or object store, unchanged.
 * </ul>
 */
public final class TitanEmbeddingsClient implements AutoCloseable {
  private final Transport transport;
  private final ClientSettings settings;
  private final Lifecycle lifecycle;

  private TitanEmbeddingsClient(Transport transport, ClientSettings settings, Lifecycle lifecycle) {
    this.transport = transport;
    this.settings = settings;
    this.lifecycle = lifecycle;
  }

  /**
   * Returns a client of the base model, with the AWS SDK's default credentials and region.
   *
   * @throws TransportException if the AWS SDK cannot create its client, such as without a region
   */
  public static TitanEmbeddingsClient create() {
    return builder().build();
  }

  /** Returns a new builder; all settings are optional. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Embeds a request that is built in place, as in {@code embed(r -> r.text("red shoe"))}. The
   * builder has this client's values.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException also if this client's model
   *     is a text model
   */
  public EmbeddingResponse embed(Consumer<EmbeddingRequest.Builder> request) {
    Objects.requireNonNull(request, "request");
    return observed(() -> prepared(settings.request(request)));
  }

  /**
   * Embeds a text with a text model. The builder is for this client's model and has this client's
   * values.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException also if this client's model
   *     is not a text model
   */
  public EmbeddingResponse embedText(Consumer<TextEmbeddingRequest.Builder> request) {
    Objects.requireNonNull(request, "request");
    return observed(() -> prepared(settings.text(request)));
  }

  /**
   * Embeds a request. Values that it leaves unset are taken from this client. A request that was
   * not built by {@link #requestBuilder()} or {@link #textRequest()} was validated without this
   * client's values, so its {@code build()} may reject a text that this client would truncate.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException also if the request is for
   *     a model of another {@linkplain ModelId#family() family} than this client's
   */
  public EmbeddingResponse embed(ModelRequest request) {
    Objects.requireNonNull(request, "request");
    return observed(() -> prepared(settings.completed(request)));
  }

  /**
   * Embeds the image alone, the text alone and both together, in three calls one after another. The
   * image is read and resized once; all calls send the same text, truncated as for the text alone.
   *
   * @throws io.github.titanembeddings.exception.InvalidRequestException also if the request has no
   *     text or no image
   */
  public SeparateEmbeddings embedSeparately(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    lifecycle.requireOpen();
    ClientSettings.requireBoth(request);
    PreparedRequest both = prepared(settings.completed(request));
    EmbeddingResponse image = observed(both::imageAlone);
    EmbeddingResponse text = observed(both::textAlone);
    return new SeparateEmbeddings(
        image, text, observed(() -> text.truncation().map(both::shortened).orElse(both)));
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
  public TitanEmbeddingsClient withModel(ModelId modelId) {
    Objects.requireNonNull(modelId, "modelId");
    return new TitanEmbeddingsClient(transport, settings.withModel(modelId), lifecycle.borrowing());
  }

  /** Returns the model that is called. */
  public ModelId modelId() {
    return settings.modelId();
  }

  private static PreparedRequest prepared(ModelRequest request) {
    return Futures.await(PreparedRequest.of(request, Runnable::run));
  }

  private EmbeddingResponse observed(Supplier<PreparedRequest> input) {
    lifecycle.requireOpen();
    CallObserver observer = settings.observer();
    try {
      EmbeddingResponse response =
          Futures.await(settings.call(input.get()).send(this::invoke, Runnable::run, observer));
      observer.succeeded(response);
      return response;
    } catch (Throwable e) {
      observer.failed(e);
      throw e;
    }
  }

  private CompletableFuture<InvokeReply> invoke(InvokeCall call) {
    try {
      return CompletableFuture.completedFuture(transport.invoke(call));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } catch (Exception e) {
      TransportException failure = EmbedCall.translate(e);
      if (failure.kind() == TransportException.Kind.INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
      return CompletableFuture.failedFuture(failure);
    }
  }

  /**
   * Closes the connections that this client created; calls in flight over them fail. A transport or
   * AWS client that was passed in stays open, and so do calls over it.
   */
  @Override
  public void close() {
    lifecycle.close();
  }

  /** Builder for {@link TitanEmbeddingsClient}. Not thread-safe. */
  public static final class Builder extends ClientBuilder<Builder> {
    private @Nullable Transport transport;
    private @Nullable BedrockTransport overClient;
    private @Nullable Consumer<BedrockRuntimeClientBuilder> configuration;

    private Builder() {}

    /** Sets your own transport instead of the AWS SDK; it stays open. */
    public Builder transport(Transport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /** Sets your own AWS SDK client; it stays open. */
    public Builder bedrockRuntimeClient(BedrockRuntimeClient client) {
      this.overClient = BedrockTransport.of(client);
      return this;
    }

    /**
     * Customizes the AWS SDK's builder, such as its HTTP client, interceptors or metrics. Applied
     * last, so it overrides the other settings.
     */
    public Builder bedrockRuntime(Consumer<BedrockRuntimeClientBuilder> configuration) {
      this.configuration = Objects.requireNonNull(configuration, "configuration");
      return this;
    }

    /**
     * Builds the client.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException if the embedding length
     *     is not offered
     * @throws IllegalStateException if both a transport and an AWS SDK client are set, or
     *     connection settings with either, or credentials and an API key, or {@code maxConnections}
     *     with an HTTP client that the library does not build
     * @throws TransportException if the AWS SDK cannot create its client, such as without a region
     */
    public TitanEmbeddingsClient build() {
      ClientSettings settings = settings();
      List<Runnable> closings = new ArrayList<>();
      Transport chosen = transport(closings);
      closings.add(settings.listenerThread()::close);
      return new TitanEmbeddingsClient(chosen, settings, Lifecycle.closing(closings));
    }

    private Transport transport(List<Runnable> closings) {
      Transport given = passedIn(transport, overClient, configuration != null);
      if (given != null) {
        return given;
      }
      BedrockTransport made =
          BedrockTransport.create(
              connection(null), configuration == null ? builder -> {} : configuration);
      closings.add(made::close);
      return made;
    }
  }
}
