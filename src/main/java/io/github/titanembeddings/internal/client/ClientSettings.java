package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings and state that the blocking and the asynchronous client share. */
public record ClientSettings(
    ModelId modelId,
    EmbeddingRequest.Builder defaults,
    @Nullable EmbeddingListener listener,
    ListenerThread listenerThread,
    AtomicLong calls,
    boolean retries) {
  /**
   * Creates settings.
   *
   * @throws InvalidRequestException if the model is a custom model, which only batch jobs run
   */
  public ClientSettings {
    ModelId.of(modelId.value());
  }

  public ClientSettings withModel(ModelId other) {
    return new ClientSettings(other, defaults, listener, listenerThread, calls, retries);
  }

  public ClientSettings withoutRetries() {
    return new ClientSettings(modelId, defaults, listener, listenerThread, calls, false);
  }

  /** Returns settings whose listener reports calls in the context of the calling thread. */
  public ClientSettings inCurrentContext() {
    return listener == null
        ? this
        : new ClientSettings(
            modelId, defaults, CallObserver.inContext(listener), listenerThread, calls, retries);
  }

  public EmbeddingRequest.Builder requestBuilder() {
    return withDefaults(EmbeddingRequest.builder(), defaults);
  }

  public EmbeddingRequest request(Consumer<EmbeddingRequest.Builder> fields) {
    EmbeddingRequest.Builder builder = requestBuilder();
    fields.accept(builder);
    return builder.build();
  }

  /** Returns the request with its unset values taken from this client. */
  public EmbeddingRequest completed(EmbeddingRequest request) {
    return withDefaults(request.toBuilder(), defaults).build();
  }

  /** Sets the unset values of a builder, except text and image, to those of another builder. */
  public static EmbeddingRequest.Builder withDefaults(
      EmbeddingRequest.Builder builder, EmbeddingRequest.Builder defaults) {
    ModelAccess.get().addDefaults().accept(builder, defaults);
    return builder;
  }

  public EmbedCall call(PreparedRequest input) {
    return EmbedCall.of(modelId, input, retries);
  }

  /** Continues with the completed request; its violations fail the future. */
  public <T> CompletableFuture<T> completed(
      EmbeddingRequest request, Function<EmbeddingRequest, CompletableFuture<T>> step) {
    try {
      return step.apply(completed(request));
    } catch (TitanException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Rejects a request without text or without an image. */
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

  /** Returns the observer of a call of the calling thread. */
  public CallObserver observer() {
    return listener == null
        ? CallObserver.NONE
        : CallObserver.started(listener, listenerThread, calls.incrementAndGet(), modelId);
  }
}
