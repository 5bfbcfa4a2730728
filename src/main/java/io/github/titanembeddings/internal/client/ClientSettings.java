package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.model.internal.WireNames;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the blocking and the asynchronous client know alike: the model, defaults, the listener. */
public final class ClientSettings {
  private final ModelId modelId;
  private final EmbeddingRequest.Builder defaults;
  private final @Nullable ListenerThread listener;
  private final AtomicLong calls;
  private final boolean retries;

  public ClientSettings(
      ModelId modelId,
      EmbeddingRequest.Builder defaults,
      @Nullable ListenerThread listener,
      AtomicLong calls,
      boolean retries) {
    this.modelId = modelId;
    this.defaults = defaults;
    this.listener = listener;
    this.calls = calls;
    this.retries = retries;
  }

  public ClientSettings withModel(ModelId other) {
    return new ClientSettings(other, defaults, listener, calls, retries);
  }

  public ClientSettings withoutRetries() {
    return new ClientSettings(modelId, defaults, listener, calls, false);
  }

  public ModelId modelId() {
    return modelId;
  }

  public EmbeddingRequest.Builder requestBuilder() {
    return withDefaults(EmbeddingRequest.builder(), defaults);
  }

  public EmbeddingRequest request(Consumer<EmbeddingRequest.Builder> fields) {
    EmbeddingRequest.Builder builder = requestBuilder();
    fields.accept(builder);
    return builder.build();
  }

  /** The request with this client's values where it has none. */
  public EmbeddingRequest completed(EmbeddingRequest request) {
    return withDefaults(request.toBuilder(), defaults).build();
  }

  /** Sets the unset values of a builder, except text and image, to those of another builder. */
  public static EmbeddingRequest.Builder withDefaults(
      EmbeddingRequest.Builder builder, EmbeddingRequest.Builder defaults) {
    ModelAccess.get().addDefaults().accept(builder, defaults);
    return builder;
  }

  public EmbedCall call(Payload payload) {
    return EmbedCall.of(modelId, payload, retries);
  }

  /** Goes on with the request with this client's values; what is wrong with it fails the future. */
  public <T> CompletableFuture<T> completed(
      EmbeddingRequest request, Function<EmbeddingRequest, CompletableFuture<T>> step) {
    try {
      return step.apply(completed(request));
    } catch (TitanException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Refuses an item that has no text or no image. */
  public static EmbeddingRequest requireBoth(EmbeddingRequest request) {
    if (request.text().isPresent() && request.image().isPresent()) {
      return request;
    }
    boolean hasText = request.text().isPresent();
    throw new InvalidRequestException(
        Violation.error(
                hasText ? WireNames.INPUT_IMAGE : WireNames.INPUT_TEXT,
                ViolationCodes.INPUT_MISSING)
            .actual(hasText ? "a text without an image" : "an image without a text")
            .limit("a text and an image, to embed them separately and together")
            .remedy("set both, or use embed")
            .build());
  }

  public CallObserver observer() {
    return new CallObserver(listener, calls.incrementAndGet(), modelId);
  }
}
