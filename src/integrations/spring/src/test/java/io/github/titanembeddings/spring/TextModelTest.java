package io.github.titanembeddings.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.support.Png;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.DocumentEmbeddingModel;
import org.springframework.ai.embedding.DocumentEmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** The beans of a context whose family is a text model. */
class TextModelTest extends ContextTest {
  private ApplicationContextRunner context(String family, int length) {
    return context.withPropertyValues(
        "titan.embeddings.family=" + family, "titan.embeddings.length=" + length);
  }

  @Test
  void embedsTextsAndDocumentsWithV2() {
    context("text-v2", 512)
        .run(
            running -> {
              TitanEmbeddingsClient titan = running.getBean(TitanEmbeddingsClient.class);
              EmbeddingModel model = running.getBean(EmbeddingModel.class);
              float[] shoe = titan.embedText(r -> r.text("red shoe")).embedding().toArray();

              assertThat(model.dimensions()).isEqualTo(512);
              EmbeddingResponse response = model.embedForResponse(List.of("red shoe", "boot"));
              assertThat(response.getResults().get(0).getOutput()).isEqualTo(shoe).hasSize(512);
              assertThat(response.getMetadata().getModel())
                  .isEqualTo("amazon.titan-embed-text-v2:0");
              assertThat(
                      model
                          .call(
                              new EmbeddingRequest(
                                  List.of("boot"), TitanEmbeddingOptions.ofDimensions(256)))
                          .getResult()
                          .getOutput())
                  .hasSize(256);
              assertThat(
                      running
                          .getBean(DocumentEmbeddingModel.class)
                          .call(new DocumentEmbeddingRequest(new Document("red shoe")))
                          .getResult()
                          .getOutput())
                  .isEqualTo(shoe);
              assertThat(
                      titan
                          .embedText(r -> r.text("boot").embeddingTypes(EmbeddingType.BINARY))
                          .binaryEmbedding())
                  .isPresent();
              assertThat(stub.requests())
                  .allMatch(request -> request.modelId().equals("amazon.titan-embed-text-v2:0"));
            });
  }

  @Test
  void rejectsOtherRequestsBeforeAnyCall() {
    context("TEXT_V2", 1024)
        .run(
            running -> {
              EmbeddingModel model = running.getBean(EmbeddingModel.class);
              Media image = new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(Png.black(9)));
              Document document = Document.builder().media(image).build();

              assertThatThrownBy(() -> model.embed(document))
                  .isInstanceOf(InvalidRequestException.class)
                  .hasMessageContaining("a request for Titan Multimodal Embeddings G1");
              assertThatThrownBy(
                      () ->
                          model.call(
                              new EmbeddingRequest(
                                  List.of("boot"), TitanEmbeddingOptions.ofDimensions(384))))
                  .isInstanceOf(InvalidRequestException.class)
                  .hasMessageContaining("one of [256, 512, 1024]");
              assertThatThrownBy(() -> model.embed(List.of("good", "\u200B")))
                  .isInstanceOf(InvalidRequestException.class);
            });
    assertThat(stub.requestCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"text-v2, 384", "text-v1, 1024", "multimodal-g1, 512"})
  void rejectsALengthOfAnotherModel(String family, int length) {
    context(family, length)
        .run(
            running ->
                assertThatThrownBy(() -> running.getBean(EmbeddingModel.class))
                    .rootCause()
                    .hasMessageContaining("titan.embeddings.length with value '" + length + "'"));
  }

  @Test
  void rejectsTheIdOfAnotherModel() {
    context("text-v2", 1024)
        .withPropertyValues("titan.embeddings.model-id=amazon.titan-embed-image-v1")
        .run(
            running ->
                assertThatThrownBy(() -> running.getBean(EmbeddingModel.class))
                    .rootCause()
                    .hasMessageContaining("titan.embeddings.model-id")
                    .hasMessageContaining("ModelFamily.MULTIMODAL_G1"));
  }
}
