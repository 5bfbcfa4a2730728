package io.github.titanembeddings.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.support.Png;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Violation;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.DocumentEmbeddingModel;
import org.springframework.ai.embedding.DocumentEmbeddingRequest;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.TokenCountBatchingStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** The embedding models of Spring AI. */
class TitanEmbeddingModelTest extends ContextTest {
  private void withModel(Consumer<EmbeddingModel> test) {
    context.run(running -> test.accept(running.getBean(EmbeddingModel.class)));
  }

  @Test
  void embedsTextsInOrder() {
    List<String> texts = IntStream.range(0, 30).mapToObj(i -> "text " + i).toList();
    withModel(
        model -> {
          EmbeddingResponse response = model.embedForResponse(texts);
          assertThat(response.getResults()).hasSize(30);
          assertThat(response.getMetadata().getUsage().getPromptTokens()).isPositive();
          assertThat(response.getMetadata().getModel()).isEqualTo("amazon.titan-embed-image-v1");
          for (int i = 0; i < 30; i += 7) {
            Embedding embedding = response.getResults().get(i);
            assertThat(embedding.getIndex()).isEqualTo(i);
            assertThat(embedding.getOutput()).isEqualTo(model.embed("text " + i));
          }
        });
  }

  @Test
  void dimensionsNeedNoCall() {
    withModel(model -> assertThat(model.dimensions()).isEqualTo(384));
    assertThat(stub.requestCount()).isZero();
  }

  @Test
  void optionsOverrideTheClient() {
    withModel(
        model -> {
          String text = "word ".repeat(400);
          EmbeddingRequest request =
              new EmbeddingRequest(
                  List.of(text),
                  TitanEmbeddingOptions.ofDimensions(256).withOverflow(TextOverflow.TRUNCATE));
          assertThat(model.call(request).getResult().getOutput()).hasSize(256);
          assertThatThrownBy(() -> model.embed(text)).isInstanceOf(InvalidRequestException.class);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void failuresPassUnchangedAndNoResultIsMissing(int count) {
    context.run(
        running -> {
          for (Runnable call : calls(running, Collections.nCopies(count, "red shoe"))) {
            stub.enqueue(StubResponse.error(400, "ValidationException", "refused"));
            assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                    ServiceException.class,
                    e -> {
                      assertThat(e.kind()).isEqualTo(ServiceException.Kind.REJECTED);
                      assertThat(e.statusCode()).isEqualTo(400);
                    })
                .hasMessageContaining("refused");
            stub.reset();
          }
        });
  }

  /** Returns the calls that embed texts. */
  private static List<Runnable> calls(ApplicationContext running, List<String> texts) {
    EmbeddingModel model = running.getBean(EmbeddingModel.class);
    DocumentEmbeddingModel documents = running.getBean(DocumentEmbeddingModel.class);
    List<Document> wrapped = texts.stream().map(Document::new).toList();
    return List.of(
        () -> model.embed(texts),
        () -> model.embed(wrapped, null, new TokenCountBatchingStrategy()),
        () -> documents.call(new DocumentEmbeddingRequest(wrapped)));
  }

  @Test
  void invalidTextsAreRejectedBeforeAnyCall() {
    context.run(
        running -> {
          for (Runnable call : calls(running, List.of("good", "word ".repeat(400)))) {
            assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                    InvalidRequestException.class,
                    e ->
                        assertThat(e.violations())
                            .extracting(Violation::path)
                            .containsExactly("inputText"));
          }
        });
    assertThat(stub.requestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anInterruptCancelsTheCalls(int count) {
    Queue<CompletableFuture<InvokeReply>> pending = new ConcurrentLinkedQueue<>();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(
                call -> {
                  CompletableFuture<InvokeReply> never = new CompletableFuture<>();
                  pending.add(never);
                  return never;
                })
            .build()) {
      EmbeddingModel model = TitanEmbeddingModel.of(titan);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> model.embed(Collections.nCopies(count, "red shoe")))
          .isInstanceOfSatisfying(
              TransportException.class,
              e -> assertThat(e.kind()).isEqualTo(TransportException.Kind.INTERRUPTED));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(pending).allMatch(CompletableFuture::isCancelled);
    }
  }

  @Test
  void callsTheModelOfTheOptions() {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456";
    TitanEmbeddingOptions tuned = new TitanEmbeddingOptions(arn, 256, null, null);
    withModel(
        model -> {
          EmbeddingResponse response =
              model.call(new EmbeddingRequest(List.of("red", "blue"), tuned));
          assertThat(response.getMetadata().getModel()).isEqualTo(arn);
          assertThat(response.getResults())
              .extracting(embedding -> embedding.getOutput().length)
              .containsExactly(256, 256);
          TitanEmbeddingOptions text =
              new TitanEmbeddingOptions("amazon.titan-embed-text-v2:0", null, null, null);
          assertThatThrownBy(() -> model.call(new EmbeddingRequest(List.of("red"), text)))
              .isInstanceOf(InvalidRequestException.class)
              .hasMessageContaining("Titan Text Embeddings V2");
          assertThat(model.embed(List.<String>of())).isEmpty();
        });
    assertThat(stub.requests()).hasSize(2).allMatch(sent -> sent.modelId().equals(arn));
  }

  @Test
  void embedsDocumentsOfEachKind() {
    Media image = new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(Png.black(64)));
    Document text = new Document("red shoe");
    Document alone = Document.builder().media(image).build();
    Document fused =
        Document.builder()
            .media(image)
            .metadata(TitanDocumentEmbeddingModel.TEXT, "red shoe")
            .build();
    context.run(
        running -> {
          DocumentEmbeddingModel model = running.getBean(DocumentEmbeddingModel.class);
          List<Embedding> embeddings =
              model.call(new DocumentEmbeddingRequest(List.of(text, alone, fused))).getResults();
          TitanEmbeddingsClient titan = running.getBean(TitanEmbeddingsClient.class);
          assertThat(embeddings).hasSize(3);
          assertThat(embeddings.get(0).getOutput())
              .isEqualTo(titan.embed(r -> r.text("red shoe")).embedding().toArray());
          assertThat(embeddings.get(1).getOutput())
              .isEqualTo(titan.embed(r -> r.image(Png.black(64))).embedding().toArray());
          assertThat(embeddings.get(2).getOutput())
              .isEqualTo(
                  titan.embed(r -> r.text("red shoe").image(Png.black(64))).embedding().toArray());
          assertThat(embeddings.get(2).getMetadata().getDocumentId()).isEqualTo(fused.getId());
          assertThat(model.dimensions()).isEqualTo(384);
          EmbeddingModel texts = running.getBean(EmbeddingModel.class);
          assertThat(texts.embed(fused)).isEqualTo(embeddings.get(2).getOutput());
          assertThat(
                  texts.embed(List.of(text, alone, fused), null, new TokenCountBatchingStrategy()))
              .containsExactlyElementsOf(embeddings.stream().map(Embedding::getOutput).toList());
        });
  }

  @Test
  void imagesByUrlAreRejected() {
    Media image = new Media(MimeTypeUtils.IMAGE_PNG, URI.create("https://example.org/a.png"));
    withModel(
        model ->
            assertThatThrownBy(() -> model.embed(Document.builder().media(image).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Resource"));
  }
}
