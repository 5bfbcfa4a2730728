package io.github.titanembeddings.support.client;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.internal.client.ClientAccess;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The blocking or the asynchronous client behind one interface, so that one test body runs both.
 */
public interface EitherClient extends AutoCloseable {
  EmbeddingResponse embed(Consumer<EmbeddingRequest.Builder> request);

  EmbeddingResponse embedText(Consumer<TextEmbeddingRequest.Builder> request);

  EmbeddingResponse embed(ModelRequest request);

  SeparateEmbeddings embedSeparately(EmbeddingRequest request);

  EmbeddingRequest.Builder requestBuilder();

  ModelRequest.Builder<?> textRequest();

  EitherClient withModel(ModelId modelId);

  EitherClient withoutRetries();

  @Override
  void close();

  static EitherClient of(TitanEmbeddingsClient client) {
    return new EitherClient() {
      @Override
      public EmbeddingResponse embed(Consumer<EmbeddingRequest.Builder> request) {
        return client.embed(request);
      }

      @Override
      public EmbeddingResponse embedText(Consumer<TextEmbeddingRequest.Builder> request) {
        return client.embedText(request);
      }

      @Override
      public EmbeddingResponse embed(ModelRequest request) {
        return client.embed(request);
      }

      @Override
      public SeparateEmbeddings embedSeparately(EmbeddingRequest request) {
        return client.embedSeparately(request);
      }

      @Override
      public EmbeddingRequest.Builder requestBuilder() {
        return client.requestBuilder();
      }

      @Override
      public ModelRequest.Builder<?> textRequest() {
        return client.textRequest();
      }

      @Override
      public EitherClient withModel(ModelId modelId) {
        return of(client.withModel(modelId));
      }

      @Override
      public EitherClient withoutRetries() {
        throw new UnsupportedOperationException("bulk runs use the asynchronous client only");
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  static EitherClient of(TitanEmbeddingsAsyncClient client) {
    return new EitherClient() {
      @Override
      public EmbeddingResponse embed(Consumer<EmbeddingRequest.Builder> request) {
        return get(client.embed(request));
      }

      @Override
      public EmbeddingResponse embedText(Consumer<TextEmbeddingRequest.Builder> request) {
        return get(client.embedText(request));
      }

      @Override
      public EmbeddingResponse embed(ModelRequest request) {
        return get(client.embed(request));
      }

      @Override
      public SeparateEmbeddings embedSeparately(EmbeddingRequest request) {
        return get(client.embedSeparately(request));
      }

      @Override
      public EmbeddingRequest.Builder requestBuilder() {
        return client.requestBuilder();
      }

      @Override
      public ModelRequest.Builder<?> textRequest() {
        return client.textRequest();
      }

      @Override
      public EitherClient withModel(ModelId modelId) {
        return of(client.withModel(modelId));
      }

      @Override
      public EitherClient withoutRetries() {
        return of((TitanEmbeddingsAsyncClient) ClientAccess.get().withoutRetries().apply(client));
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  /** Returns the future's value, or throws its failure without unwrapping it. */
  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError("failed with something checked", e);
    } catch (InterruptedException e) {
      throw new AssertionError("the test was interrupted", e);
    }
  }
}
