package io.github.titanembeddings;

import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.InvokeHeaders;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.internal.ConnectionAccess;
import io.github.titanembeddings.validation.Limits;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Protocol;

/**
 * The settings that the builders of both clients share. Not thread-safe.
 *
 * <pre>{@code
 * TitanEmbeddingsClient titan = TitanEmbeddingsClient.builder()
 *     .region(Region.US_EAST_1)
 *     .textOverflow(TextOverflow.TRUNCATE)
 *     .imageFit(ImageFit.DOWNSCALE)
 *     .build();
 * }</pre>
 *
 * @param <B> the type of the builder
 */
public abstract class ClientBuilder<B extends ClientBuilder<B>>
    extends ConnectionConfig.AbstractBuilder<B> {

  private final EmbeddingRequest.Builder defaults = EmbeddingRequest.builder();
  private ModelId modelId = ModelId.onDemand();
  private @Nullable EmbeddingListener listener;

  ClientBuilder() {}

  @SuppressWarnings("unchecked") // B is the type of this builder
  private B self() {
    return (B) this;
  }

  /**
   * Sets the model; {@link ModelId#onDemand()} by default. Its {@linkplain ModelId#family() family}
   * decides which requests the client takes.
   */
  public B modelId(ModelId modelId) {
    this.modelId = Objects.requireNonNull(modelId, "modelId");
    return self();
  }

  /** Sets the vector length of requests that do not set it. */
  public B embeddingConfig(EmbeddingConfig embeddingConfig) {
    defaults.embeddingConfig(embeddingConfig);
    return self();
  }

  /** Sets the text policy of requests that do not set it. */
  public B textOverflow(TextOverflow textOverflow) {
    defaults.textOverflow(Objects.requireNonNull(textOverflow, "textOverflow"));
    return self();
  }

  /** Sets the image policy of requests that do not set it. */
  public B imageFit(ImageFit imageFit) {
    defaults.imageFit(Objects.requireNonNull(imageFit, "imageFit"));
    return self();
  }

  /** Sets the limits of requests that do not set them. */
  public B limits(Limits limits) {
    defaults.limits(Objects.requireNonNull(limits, "limits"));
    return self();
  }

  /** Adds optional headers to all calls, such as metadata for cost attribution. */
  public B headers(InvokeHeaders headers) {
    defaults.headers(headers);
    return self();
  }

  /** Sets the listener of all calls. */
  public B listener(EmbeddingListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  ConnectionConfig connection(@Nullable Protocol protocol) {
    return (ConnectionConfig) ConnectionAccess.connection(this, protocol);
  }

  /**
   * Returns the transport that was passed in, itself or as an AWS client; null if there is none.
   *
   * @param further whether settings of the connection are set that only this builder has
   */
  <T> @Nullable T passedIn(@Nullable T transport, @Nullable T overClient, boolean further) {
    if (transport != null && overClient != null) {
      throw new IllegalStateException("set transport or bedrockRuntimeClient, not both");
    }
    T given = transport != null ? transport : overClient;
    if (given != null) {
      String name = transport != null ? "transport" : "bedrockRuntimeClient";
      ConnectionAccess.requireNoSettings(this, further, name);
    }
    return given;
  }

  /** Returns the settings, which a sample request has validated. */
  ClientSettings settings() {
    ClientSettings settings =
        new ClientSettings(
            modelId,
            ClientSettings.withDefaults(EmbeddingRequest.builder(), defaults),
            listener,
            new ListenerThread("titan-embeddings-listener"),
            new AtomicLong(),
            true);
    settings.textRequest().text("text").build();
    return settings;
  }
}
