package io.github.titanembeddings.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.testing.TitanStub;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
class TextModelTest {
  private static final TitanStub STUB = TitanStub.start();

  @AfterEach
  void reset() {
    STUB.reset();
  }

  @AfterAll
  static void close() {
    STUB.close();
  }

  private static ApplicationContextRunner context(String family, int length) {
    return Contexts.of(STUB)
        .withPropertyValues(
            "titan.embeddings.family=" + family, "titan.embeddings.length=" + length);
  }

  private static Media image() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), "png", png);
    return new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(png.toByteArray()));
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
              assertThat(STUB.requests())
                  .allMatch(request -> request.modelId().equals("amazon.titan-embed-text-v2:0"));
            });
  }

  @Test
  void rejectsOtherRequestsBeforeAnyCall() {
    context("TEXT_V2", 1024)
        .run(
            running -> {
              EmbeddingModel model = running.getBean(EmbeddingModel.class);
              Document document = Document.builder().media(image()).build();

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
    assertThat(STUB.requestCount()).isZero();
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
