package io.github.titanembeddings;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.client.CallObserver;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.transport.BedrockConnection;
import io.github.titanembeddings.transport.InvokeRetry;
import io.github.titanembeddings.transport.internal.ConnectionAccess;
import io.github.titanembeddings.validation.Limits;
import java.time.Duration;
import java.time.Instant;
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
    extends BedrockConnection.AbstractBuilder<B> {

  private final EmbeddingRequest.Builder defaults = EmbeddingRequest.builder();
  private ModelId modelId = ModelId.onDemand();
  private @Nullable EmbeddingListener listener;

  ClientBuilder() {}

  @SuppressWarnings("unchecked") // B is the type of this builder
  private B self() {
    return (B) this;
  }

  /** Sets the model; {@link ModelId#onDemand()} by default. */
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

  /** Sets the listener of all calls. */
  public B listener(EmbeddingListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return self();
  }

  BedrockConnection connection(@Nullable Protocol protocol) {
    return (BedrockConnection) ConnectionAccess.connection(this, protocol);
  }

  void requireNoConnectionSettings(boolean further, String passedIn) {
    ConnectionAccess.requireNoSettings(this, further, passedIn);
  }

  @Nullable ListenerThread listenerThread() {
    return listener == null ? null : new ListenerThread("titan-embeddings-listener");
  }

  /** Returns the settings after a valid request showed that they are valid. */
  ClientSettings settings(@Nullable ListenerThread listenerThread) {
    ClientSettings settings =
        new ClientSettings(
            modelId,
            ClientSettings.withDefaults(EmbeddingRequest.builder(), defaults),
            events(listenerThread),
            new AtomicLong(),
            true);
    settings.requestBuilder().text("text").build();
    return settings;
  }

  private CallObserver.Source events(@Nullable ListenerThread thread) {
    EmbeddingListener receiver = listener;
    return receiver == null || thread == null
        ? CallObserver.Source.NONE
        : (number, modelId) -> new CallEvents(receiver, thread, number, modelId);
  }

  /** Delivers the events of one call to the listener on its thread. */
  private static final class CallEvents implements CallObserver.Events {
    private static final System.Logger LOG = System.getLogger(EmbeddingListener.class.getName());

    private final EmbeddingListener listener;
    private final ListenerThread thread;
    private volatile CallInfo call;

    private CallEvents(
        EmbeddingListener listener, ListenerThread thread, long number, ModelId modelId) {
      this.listener = listener;
      this.thread = thread;
      CallInfo started = new CallInfo(number, modelId, Instant.now(), 1, context(listener));
      this.call = started;
      thread.deliver(() -> listener.started(started));
    }

    private static @Nullable Object context(EmbeddingListener listener) {
      try {
        return listener.captureContext();
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.DEBUG, "a listener failed", e);
        return null;
      }
    }

    private CallInfo atAttempt(int attempt) {
      CallInfo last = call;
      return new CallInfo(last.number(), last.modelId(), last.start(), attempt, last.context());
    }

    @Override
    public void retried(InvokeRetry retry) {
      CallInfo next = atAttempt(retry.attempt());
      call = next;
      thread.deliver(() -> listener.retried(next, retry));
    }

    @Override
    public void succeeded(EmbeddingResponse response, long payloadBytes, Duration elapsed) {
      CallInfo last = atAttempt(response.attempts());
      thread.deliver(() -> listener.succeeded(last, response, payloadBytes, elapsed));
    }

    @Override
    public void failed(Throwable failure, Duration elapsed) {
      CallInfo last =
          failure instanceof ServiceException refusal
              ? atAttempt(Math.max(call.attempt(), refusal.attempts()))
              : call;
      thread.deliver(() -> listener.failed(last, failure, elapsed));
    }
  }
}
