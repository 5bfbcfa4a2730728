package io.github.titanembeddings;

import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.TokenEstimator;
import io.github.titanembeddings.transport.BedrockConnection;
import io.github.titanembeddings.validation.Limits;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the builders of both clients share. Not thread-safe.
 *
 * @param <B> the type of the builder
 */
public abstract class ClientBuilder<B extends ClientBuilder<B>>
    extends BedrockConnection.AbstractBuilder<B> {

  private final EmbeddingRequest.Builder defaults = EmbeddingRequest.builder();
  private ModelId modelId = ModelId.onDemand();
  private @Nullable EmbeddingListener listener;

  ClientBuilder() {}

  abstract B self();

  /** The model; {@link ModelId#onDemand()} by default. */
  public B modelId(ModelId modelId) {
    this.modelId = Objects.requireNonNull(modelId, "modelId");
    return self();
  }

  /** How long vectors shall be where a request does not say so. */
  public B embeddingConfig(EmbeddingConfig embeddingConfig) {
    defaults.embeddingConfig(embeddingConfig);
    return self();
  }

  /** What to do with texts that are too long where a request does not say so. */
  public B textOverflow(TextOverflow textOverflow) {
    defaults.textOverflow(Objects.requireNonNull(textOverflow, "textOverflow"));
    return self();
  }

  /** What to do with images not within the limits where a request does not say so. */
  public B imageFit(ImageFit imageFit) {
    defaults.imageFit(Objects.requireNonNull(imageFit, "imageFit"));
    return self();
  }

  /** The limits to check against where a request does not say so. */
  public B limits(Limits limits) {
    defaults.limits(Objects.requireNonNull(limits, "limits"));
    return self();
  }

  /** What counts tokens where a request does not say so. */
  public B tokenEstimator(TokenEstimator tokenEstimator) {
    defaults.tokenEstimator(Objects.requireNonNull(tokenEstimator, "tokenEstimator"));
    return self();
  }

  /** The listener of every call. */
  public B listener(EmbeddingListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  @Nullable ListenerThread listenerThread() {
    return listener == null ? null : new ListenerThread(listener);
  }

  /** Returns the settings after a valid request showed that they are valid. */
  ClientSettings settings(@Nullable ListenerThread listenerThread) {
    ClientSettings settings =
        new ClientSettings(
            modelId,
            ClientSettings.withDefaults(EmbeddingRequest.builder(), defaults),
            listenerThread,
            new AtomicLong(),
            true);
    settings.requestBuilder().text("text").build();
    return settings;
  }
}
