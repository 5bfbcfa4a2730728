package io.github.titanembeddings.internal.client;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.WireNames;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextEmbeddingRequest;
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
    ModelId.of(modelId.value(), modelId.family());
  }

  /** Returns settings for another model; lengths and limits apply to models of one family only. */
  public ClientSettings withModel(ModelId other) {
    EmbeddingRequest.Builder kept = defaults;
    if (other.family() != modelId.family()) {
      kept =
          withDefaults(EmbeddingRequest.builder(), defaults)
              .embeddingConfig(EmbeddingConfig.serviceDefault())
              .limits(null);
    }
    return new ClientSettings(other, kept, listener, listenerThread, calls, retries);
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

  /** Returns a builder of a multimodal request; throws if the client has another model. */
  public EmbeddingRequest.Builder requestBuilder() {
    FamilyCheck.require(modelId, ModelFamily.MULTIMODAL_G1);
    return withDefaults(EmbeddingRequest.builder(), defaults);
  }

  /** Returns a builder of a request for a text to the client's model. */
  public ModelRequest.Builder<?> textRequest() {
    return modelId.family() == ModelFamily.MULTIMODAL_G1 ? requestBuilder() : textBuilder();
  }

  private TextEmbeddingRequest.Builder textBuilder() {
    ModelFamily family = modelId.family();
    FamilyCheck.require(
        modelId, family == ModelFamily.MULTIMODAL_G1 ? ModelFamily.TEXT_V2 : family);
    return withDefaults(TextEmbeddingRequest.builder(family), defaults);
  }

  public EmbeddingRequest request(Consumer<EmbeddingRequest.Builder> fields) {
    EmbeddingRequest.Builder builder = requestBuilder();
    fields.accept(builder);
    return builder.build();
  }

  public TextEmbeddingRequest text(Consumer<TextEmbeddingRequest.Builder> fields) {
    TextEmbeddingRequest.Builder builder = textBuilder();
    fields.accept(builder);
    return builder.build();
  }

  /** Returns the request with its unset values taken from this client. */
  public ModelRequest completed(ModelRequest request) {
    return completed(request, defaults, modelId);
  }

  /**
   * Returns the request with its unset values, except text and image, taken from a builder.
   *
   * @throws InvalidRequestException if the model is of another family, or the request is not valid
   */
  public static ModelRequest completed(
      ModelRequest request, EmbeddingRequest.Builder defaults, ModelId modelId) {
    FamilyCheck.require(modelId, request.family());
    return withDefaults(request.toBuilder(), defaults).build();
  }

  /** Sets the unset values of a builder, except text and image, to those of another builder. */
  public static <B extends ModelRequest.Builder<?>> B withDefaults(
      B builder, EmbeddingRequest.Builder defaults) {
    ModelAccess.get().addDefaults().accept(builder, defaults);
    return builder;
  }

  public EmbedCall call(PreparedRequest input) {
    return EmbedCall.of(modelId, input, retries);
  }

  /** Continues with the completed request; its violations fail the future. */
  public <T> CompletableFuture<T> completed(
      ModelRequest request, Function<ModelRequest, CompletableFuture<T>> step) {
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
