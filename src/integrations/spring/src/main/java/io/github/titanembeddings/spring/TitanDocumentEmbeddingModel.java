package io.github.titanembeddings.spring;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.Quota;
import java.util.List;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.DocumentEmbeddingModel;
import org.springframework.ai.embedding.DocumentEmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResultMetadata;
import org.springframework.ai.embedding.EmbeddingResultMetadata.ModalityType;
import org.springframework.util.MimeTypeUtils;

/**
 * Embeds documents with a {@link TitanEmbeddingsAsyncClient}, which stays open: a text, an image,
 * or an image fused with a text. Thread-safe. Order, failures and quota are as in {@link
 * TitanEmbeddingModel}.
 *
 * <p>A {@link Document} has either text or media; the text beside an image is the metadata value
 * {@link #TEXT}. Media is a {@code Resource} or a data URI; an image by URL is rejected with {@link
 * IllegalArgumentException}.
 *
 * <pre>{@code
 * Document shoe = Document.builder()
 *     .media(new Media(MimeTypeUtils.IMAGE_PNG, resource))
 *     .metadata(TitanDocumentEmbeddingModel.TEXT, "red shoe")
 *     .build();
 * float[] vector = model.call(new DocumentEmbeddingRequest(shoe)).getResult().getOutput();
 * }</pre>
 */
public final class TitanDocumentEmbeddingModel implements DocumentEmbeddingModel {
  /** The metadata key of the text that is fused with a document's image. */
  public static final String TEXT = "titan.text";

  private final Embedder embedder;

  private TitanDocumentEmbeddingModel(Embedder embedder) {
    this.embedder = embedder;
  }

  /** Returns a model with a quota of its own. */
  public static TitanDocumentEmbeddingModel of(TitanEmbeddingsAsyncClient client) {
    return of(client, Quota.unknown());
  }

  /** Returns a model that shares a quota. */
  public static TitanDocumentEmbeddingModel of(TitanEmbeddingsAsyncClient client, Quota quota) {
    return new TitanDocumentEmbeddingModel(new Embedder(client, quota));
  }

  @Override
  public EmbeddingResponse call(DocumentEmbeddingRequest request) {
    EmbeddingOptions options = request.getOptions();
    List<Document> documents = request.getInstructions();
    return embedder.call(
        documents.stream().map(document -> embedder.request(document, options)).toList(),
        i -> metadata(documents.get(i)),
        options);
  }

  private static EmbeddingResultMetadata metadata(Document document) {
    Media media = document.getMedia();
    return media == null
        ? new EmbeddingResultMetadata(
            document.getId(), ModalityType.TEXT, MimeTypeUtils.TEXT_PLAIN, document.getText())
        : new EmbeddingResultMetadata(
            document.getId(), ModalityType.IMAGE, media.getMimeType(), media.getData());
  }

  /** Returns the client's vector length, without a call. */
  @Override
  public int dimensions() {
    return embedder.dimensions();
  }
}
