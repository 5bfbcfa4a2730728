package io.github.titanembeddings;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.client.CallObserver;
import io.github.titanembeddings.internal.client.CheckedFailure;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.client.EmbedCall;
import io.github.titanembeddings.internal.client.Payload;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Lifecycle;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.transport.BedrockTransport;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

/**
 * Turns text, an image or both into one vector with Amazon Titan Multimodal Embeddings G1, and
 * waits for it. Safe for use by several threads; make one and share it. What you pass in you close;
 * what the client made it closes.
 *
 * <p>Every method that embeds throws
 *
 * <ul>
 *   <li>{@link io.github.titanembeddings.exception.InvalidRequestException} before anything is
 *       sent, with all that is wrong with the input;
 *   <li>{@link ServiceException} if the service refuses or fails;
 *   <li>{@link io.github.titanembeddings.exception.TransportException} if no answer comes back, the
 *       thread is interrupted (its flag stays set) or the client is closed meanwhile;
 *   <li>{@link io.github.titanembeddings.exception.MalformedReplyException} if the answer holds no
 *       vector of the length asked for;
 *   <li>{@link io.github.titanembeddings.storage.StorageException} if an object store fails;
 *   <li>{@link IllegalStateException} if the client is closed;
 *   <li>whatever a transport or object store of yours throws, as it is.
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

  /** A client of the base model, with the AWS SDK's default credentials and region. */
  public static TitanEmbeddingsClient create() {
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
  public EmbeddingResponse embed(Consumer<EmbeddingRequest.Builder> request) {
    Objects.requireNonNull(request, "request");
    return observed(() -> prepared(settings.request(request)));
  }

  /**
   * Embeds a request; what it leaves unset is taken from this client. A request that was built
   * without this client was checked without its values: one that is too long for {@link
   * io.github.titanembeddings.model.TextOverflow#REJECT}, say, never comes here. {@link
   * #requestBuilder()} starts with them.
   */
  public EmbeddingResponse embed(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    return observed(() -> prepared(settings.completed(request)));
  }

  /**
   * A request as it goes out, with what it leaves unset taken from this client: its text cut, its
   * image checked and fitted. To be sent by {@link #embed(PreparedRequest)}.
   */
  public PreparedRequest prepare(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    lifecycle.requireOpen();
    return prepared(settings.completed(request)).prepared();
  }

  /** Embeds a request that was prepared before. */
  public EmbeddingResponse embed(PreparedRequest request) {
    Objects.requireNonNull(request, "request");
    return observed(() -> Payload.of(request));
  }

  /**
   * Embeds the image alone, the text alone and both together, in three calls one after the other,
   * each with the same image, which is read and fitted once, and the same text, cut as the service
   * wants it alone. The third vector is the service's, not computed here.
   */
  public SeparateEmbeddings embedSeparately(EmbeddingRequest request) {
    lifecycle.requireOpen();
    ClientSettings.requireBoth(request);
    Payload both = prepared(settings.completed(request));
    EmbeddingResponse image = observed(both::imageAlone);
    EmbeddingResponse text = observed(both::textAlone);
    return new SeparateEmbeddings(
        image, text, observed(() -> text.truncation().map(both::shortened).orElse(both)));
  }

  /** A builder that starts with this client's values. */
  public EmbeddingRequest.Builder requestBuilder() {
    return settings.requestBuilder();
  }

  /**
   * A client like this for another model, over the same connections: closing it leaves them open,
   * closing this one closes them for both.
   */
  public TitanEmbeddingsClient withModel(ModelId modelId) {
    Objects.requireNonNull(modelId, "modelId");
    return new TitanEmbeddingsClient(transport, settings.withModel(modelId), lifecycle.borrowing());
  }

  /**
   * A client like this that makes one attempt of each call, for callers that retry by themselves.
   * It shares connections as {@link #withModel} does.
   */
  public TitanEmbeddingsClient withoutRetries() {
    return new TitanEmbeddingsClient(transport, settings.withoutRetries(), lifecycle.borrowing());
  }

  /** The model that is called. */
  public ModelId modelId() {
    return settings.modelId();
  }

  private static Payload prepared(EmbeddingRequest request) {
    return Payload.of(Futures.await(PreparedRequest.of(request, Runnable::run)));
  }

  private EmbeddingResponse observed(Supplier<Payload> payload) {
    lifecycle.requireOpen();
    CallObserver observer = settings.observer();
    try {
      EmbeddingResponse response = send(payload.get(), observer);
      observer.succeeded(response);
      return response;
    } catch (Throwable e) {
      observer.failed(e);
      throw e;
    }
  }

  private EmbeddingResponse send(Payload payload, CallObserver observer) {
    EmbedCall call = settings.call(payload);
    while (true) {
      observer.sending(call.payloadBytes());
      try {
        return call.response(invoke(call.invokeCall(observer)));
      } catch (ServiceException e) {
        Optional<EmbedCall> shorter = call.cutAgain(e);
        if (shorter.isEmpty()) {
          throw call.counted(e);
        }
        call = shorter.get();
      }
    }
  }

  private InvokeReply invoke(InvokeCall call) {
    try {
      return transport.invoke(call);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw CheckedFailure.translate(e);
    }
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
    private @Nullable Transport transport;
    private @Nullable BedrockRuntimeClient client;
    private Consumer<BedrockRuntimeClientBuilder> configuration = builder -> {};

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** A transport of yours, in place of the AWS SDK; it stays open. */
    public Builder transport(Transport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /** An AWS SDK client of yours; it stays open. */
    public Builder bedrockRuntimeClient(BedrockRuntimeClient client) {
      this.client = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * Customizes the AWS SDK's builder just before its client is built, and overrides the settings
     * here: HTTP client, interceptors, metrics.
     */
    public Builder bedrockRuntime(Consumer<BedrockRuntimeClientBuilder> configuration) {
      this.configuration = Objects.requireNonNull(configuration, "configuration");
      return connectionSet();
    }

    /**
     * The finished client.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException if the embedding length
     *     is not offered
     * @throws IllegalStateException if there are both a transport and an AWS SDK client, or
     *     settings for a connection beside either, or credentials beside an API key, or {@code
     *     maxConnections} beside an HTTP client that the library does not build
     */
    public TitanEmbeddingsClient build() {
      ListenerThread listener = listenerThread();
      ClientSettings settings = settings(listener);
      List<Runnable> closings = new ArrayList<>();
      Transport chosen = transport(closings);
      if (listener != null) {
        closings.add(listener::close);
      }
      return new TitanEmbeddingsClient(chosen, settings, Lifecycle.closing(closings));
    }

    private Transport transport(List<Runnable> closings) {
      if (transport != null && client != null) {
        throw new IllegalStateException("set transport or bedrockRuntimeClient, not both");
      }
      if (transport != null) {
        requireNoConnectionSettings("transport");
        return transport;
      }
      if (client != null) {
        requireNoConnectionSettings("bedrockRuntimeClient");
        return BedrockTransport.of(client);
      }
      BedrockTransport made = BedrockTransport.create(connection(), configuration);
      closings.add(made::close);
      return made;
    }
  }
}
