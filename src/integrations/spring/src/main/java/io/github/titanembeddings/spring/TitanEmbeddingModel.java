package io.github.titanembeddings.spring;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.Quota;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResultMetadata;

/**
 * Embeds texts with a {@link TitanEmbeddingsAsyncClient}, which stays open. Thread-safe.
 *
 * <p>Returns one embedding per text, in order, or fails: the first failure ends the other calls and
 * is thrown unchanged, such as {@link io.github.titanembeddings.exception.ServiceException}; all
 * texts are checked before the first is sent ({@link
 * io.github.titanembeddings.exception.InvalidRequestException}). Several texts are sent as a bulk
 * run that shares the quota and retries throttled texts for up to 15 minutes each; one text is sent
 * as one call with the client's retries. {@link TitanEmbeddingOptions} adds truncation to Spring
 * AI's options.
 *
 * <pre>{@code
 * EmbeddingModel model = TitanEmbeddingModel.of(titan);
 * float[] shoe = model.embed("red shoe");
 * }</pre>
 */
public final class TitanEmbeddingModel implements EmbeddingModel {
  private final Embedder embedder;

  private TitanEmbeddingModel(Embedder embedder) {
    this.embedder = embedder;
  }

  /** Returns a model with a quota of its own. */
  public static TitanEmbeddingModel of(TitanEmbeddingsAsyncClient client) {
    return of(client, Quota.unknown());
  }

  /** Returns a model that shares a quota. */
  public static TitanEmbeddingModel of(TitanEmbeddingsAsyncClient client, Quota quota) {
    return new TitanEmbeddingModel(new Embedder(client, quota));
  }

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    EmbeddingOptions options = request.getOptions();
    return embedder.call(
        request.getInstructions().stream()
            .map(text -> embedder.request(options).text(text).build())
            .toList(),
        i -> EmbeddingResultMetadata.EMPTY,
        options);
  }

  /** Embeds a document as {@link TitanDocumentEmbeddingModel} does: its text, or its image. */
  @Override
  public float[] embed(Document document) {
    return embedder
        .embed(List.of(embedder.request(document, null)), null)
        .get(0)
        .embedding()
        .toArray();
  }

  /**
   * Embeds the documents of a vector store, each as {@link #embed(Document)} does. The strategy is
   * ignored: each document is one call.
   */
  @Override
  public List<float[]> embed(
      List<Document> documents, @Nullable EmbeddingOptions options, BatchingStrategy strategy) {
    return embedder
        .embed(
            documents.stream().map(document -> embedder.request(document, options)).toList(),
            options)
        .stream()
        .map(response -> response.embedding().toArray())
        .toList();
  }

  /** Returns the client's vector length, without a call. */
  @Override
  public int dimensions() {
    return embedder.dimensions();
  }
}
