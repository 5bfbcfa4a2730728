package io.github.titanembeddings.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelErrorContext;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.listener.EmbeddingModelRequestContext;
import dev.langchain4j.model.embedding.listener.EmbeddingModelResponseContext;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Notifies listeners of one request. LangChain4j's own notification throws for an input without
 * text as soon as there is a listener, up to version 1.23.0.
 */
record Notifications(
    EmbeddingModel model,
    List<EmbeddingModelListener> listeners,
    EmbeddingRequest request,
    List<TextSegment> segments,
    Map<Object, Object> attributes) {
  private static final System.Logger LOG = System.getLogger(Notifications.class.getName());

  static Notifications started(
      EmbeddingModel model, List<EmbeddingModelListener> listeners, EmbeddingRequest request) {
    List<TextSegment> segments =
        request.inputs().stream()
            .map(EmbeddingInput::text)
            .filter(text -> text != null && !text.isBlank())
            .map(TextSegment::from)
            .toList();
    Notifications started =
        new Notifications(model, listeners, request, segments, new ConcurrentHashMap<>());
    started.start();
    return started;
  }

  private void start() {
    EmbeddingModelRequestContext context =
        EmbeddingModelRequestContext.builder()
            .textSegments(segments)
            .embeddingRequest(request)
            .embeddingModel(model)
            .attributes(attributes)
            .build();
    notifyEach(listener -> listener.onRequest(context));
  }

  /** Returns the future, completed after the listeners were notified of its end. */
  CompletableFuture<EmbeddingResponse> ending(CompletableFuture<EmbeddingResponse> response) {
    return listeners.isEmpty()
        ? response
        : OrderedCalls.map(response, this::succeeded, this::failed);
  }

  private EmbeddingResponse succeeded(EmbeddingResponse response) {
    Response<List<Embedding>> embeddings =
        Response.from(response.embeddings(), response.tokenUsage());
    EmbeddingModelResponseContext context =
        EmbeddingModelResponseContext.builder()
            .textSegments(segments)
            .embeddingRequest(request)
            .embeddingModel(model)
            .attributes(attributes)
            .response(embeddings)
            .embeddingResponse(response)
            .build();
    notifyEach(listener -> listener.onResponse(context));
    return response;
  }

  private void failed(Throwable failure) {
    EmbeddingModelErrorContext context =
        EmbeddingModelErrorContext.builder()
            .textSegments(segments)
            .embeddingRequest(request)
            .embeddingModel(model)
            .attributes(attributes)
            .error(failure)
            .build();
    notifyEach(listener -> listener.onError(context));
  }

  private void notifyEach(Consumer<EmbeddingModelListener> event) {
    for (EmbeddingModelListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable e) { // an error, too, must not leave the call without an end
        LOG.log(System.Logger.Level.DEBUG, "a listener failed", e);
      }
    }
  }
}
