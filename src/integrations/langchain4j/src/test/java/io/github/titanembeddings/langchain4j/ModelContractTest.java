package io.github.titanembeddings.langchain4j;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.common.AbstractEmbeddingModelIT;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;

/** The tests that LangChain4j publishes for every model. */
class ModelContractTest extends AbstractEmbeddingModelIT {
  private final TitanStub stub = TitanStub.start();
  private final TitanEmbeddingsAsyncClient failing =
      TitanEmbeddingsAsyncClient.builder()
          .transport(call -> CompletableFuture.failedFuture(new IOException("no connection")))
          .build();

  @AfterAll
  void close() {
    failing.close();
    stub.close();
  }

  @Override
  protected List<EmbeddingModel> models() {
    return List.of(TitanEmbeddingModel.of(stub.asyncClient()));
  }

  @Override
  protected EmbeddingModel modelWith(EmbeddingModelListener listener) {
    return TitanEmbeddingModel.of(stub.asyncClient()).addListener(listener);
  }

  @Override
  protected EmbeddingModel failingModelWith(EmbeddingModelListener listener) {
    return TitanEmbeddingModel.of(failing).addListener(listener);
  }

  @Override
  protected boolean supportsInputTypeParameter() {
    return false;
  }

  @Override
  protected ImageContent catImage() {
    return Images.png();
  }
}
