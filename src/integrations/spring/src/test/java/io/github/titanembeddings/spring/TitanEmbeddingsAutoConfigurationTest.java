package io.github.titanembeddings.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.micrometer.MicrometerBulkListener;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

class TitanEmbeddingsAutoConfigurationTest {
  private static final TitanStub STUB = TitanStub.start();

  private final ApplicationContextRunner context = Contexts.of(STUB);

  @AfterEach
  void reset() {
    STUB.reset();
  }

  @AfterAll
  static void close() {
    STUB.close();
  }

  private void withModel(Consumer<EmbeddingModel> test) {
    context.run(running -> test.accept(running.getBean(EmbeddingModel.class)));
  }

  private static byte[] png() {
    return png(64);
  }

  private static byte[] png(int side) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  @Test
  void runsOnTheTestedVersion() {
    assertThat(SpringBootVersion.getVersion())
        .startsWith(System.getProperty("boot.version", "3.5."));
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
    assertThat(STUB.requestCount()).isZero();
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

  @Test
  void failuresPassUnchangedAndNoResultIsMissing() {
    withModel(
        model -> {
          STUB.enqueue(StubResponse.error(400, "ValidationException", "refused"));
          assertThatThrownBy(() -> model.embed("a")).isInstanceOf(ServiceException.class);
          STUB.enqueue(StubResponse.error(400, "ValidationException", "refused"));
          assertThatThrownBy(() -> model.embed(List.of("a", "b", "c")))
              .isInstanceOf(ServiceException.class)
              .hasMessageContaining("refused");
        });
  }

  @Test
  void invalidTextsAreRejectedBeforeAnyCall() {
    withModel(
        model ->
            assertThatThrownBy(() -> model.embed(List.of("good", " ")))
                .isInstanceOf(InvalidRequestException.class));
    assertThat(STUB.requestCount()).isZero();
  }

  @Test
  void embedsDocumentsOfEachKind() {
    Media image = new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(png()));
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
              .isEqualTo(titan.embed(r -> r.image(png())).embedding().toArray());
          assertThat(embeddings.get(2).getOutput())
              .isEqualTo(titan.embed(r -> r.text("red shoe").image(png())).embedding().toArray());
          assertThat(embeddings.get(2).getMetadata().getDocumentId()).isEqualTo(fused.getId());
          assertThat(model.dimensions()).isEqualTo(384);
          assertThat(running.getBean(EmbeddingModel.class).embed(fused))
              .isEqualTo(embeddings.get(2).getOutput());
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

  @Test
  void reportsToTheRegistriesOfTheContext() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    context
        .withBean(ObservationRegistry.class, () -> observations)
        .withBean(MeterRegistry.class, () -> meters)
        .run(
            running -> {
              running.getBean(EmbeddingModel.class).embed("red shoe");
              running.getBean(TitanEmbeddingsAsyncClient.class).close(); // delivers the events
              assertThat(meters.get("gen_ai.client.embeddings.duration").timer().count())
                  .isEqualTo(1);
              assertThat(meters.get("titan.embeddings.request.size").summary().count())
                  .isEqualTo(1);
            });
  }

  @Test
  void metricsOfBulkRunsWorkWithTheMicrometerOfBoot() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    BulkOptions options =
        BulkOptions.builder().listener(MicrometerBulkListener.of(meters, "catalog")).build();
    BulkEmbedder.of(STUB.asyncClient(), options)
        .embed(
            List.of(BulkItem.of("key", STUB.client().requestBuilder().text("red shoe").build())),
            outcome -> {});
    assertThat(meters.get("titan.bulk.items").tag("outcome", "EMBEDDED").counter().count())
        .isEqualTo(1);
  }

  @Test
  void ownBeansTakePrecedence() {
    context
        .withBean(TitanEmbeddingsAsyncClient.class, STUB::asyncClient)
        .withBean(Quota.class, () -> Quota.perMinute(1_000))
        .run(
            running -> {
              assertThat(running).hasSingleBean(TitanEmbeddingsAsyncClient.class);
              assertThat(running.getBean(Quota.class).requestsPerMinute()).isEqualTo(1_000);
              assertThat(running.getBean(EmbeddingModel.class).dimensions()).isEqualTo(1_024);
            });
  }

  @Test
  void bindsEachProperty() {
    String arn = "arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abc123def456";
    context
        .withPropertyValues(
            "titan.embeddings.region=eu-west-1",
            "titan.embeddings.model-id=" + arn,
            "titan.embeddings.length=256",
            "titan.embeddings.overflow=truncate",
            "titan.embeddings.fit=downscale",
            "titan.embeddings.requests-per-minute=2000",
            "titan.embeddings.tokens-per-minute=300000",
            "titan.embeddings.metadata.team=search")
        .run(
            running -> {
              byte[] large = png(3_000);
              for (var response :
                  List.of(
                      running
                          .getBean(TitanEmbeddingsClient.class)
                          .embed(r -> r.text("word ".repeat(400)).image(large)),
                      running
                          .getBean(TitanEmbeddingsAsyncClient.class)
                          .embed(r -> r.text("word ".repeat(400)).image(large))
                          .join())) {
                assertThat(response.embedding().length()).isEqualTo(256);
                assertThat(response.truncation()).isPresent();
                assertThat(response.adjustment()).isPresent();
              }
              assertThat(STUB.requests()).hasSize(2);
              assertThat(STUB.requests())
                  .allSatisfy(
                      sent -> {
                        assertThat(sent.modelId()).isEqualTo(arn);
                        assertThat(sent.header("Authorization"))
                            .get()
                            .asString()
                            .contains("/eu-west-1/bedrock/");
                        assertThat(sent.header("X-Amzn-Bedrock-Request-Metadata"))
                            .hasValue("{\"team\":\"search\"}");
                      });
              assertThat(running.getBean(Quota.class).requestsPerMinute()).isEqualTo(2_000);
              assertThat(running.getBean(Quota.class).tokensPerMinute()).isEqualTo(300_000);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"call-timeout", "attempt-timeout"})
  void bindsTimeouts(String property) {
    context
        .withPropertyValues("titan.embeddings." + property + "=1ms")
        .run(
            running ->
                assertThatThrownBy(
                        () ->
                            running
                                .getBean(TitanEmbeddingsClient.class)
                                .embed(r -> r.text("red shoe")))
                    .isInstanceOf(TransportException.class));
  }

  /** An application's own model. */
  private record OwnModel(EmbeddingModel model) implements EmbeddingModel {
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
      return model.call(request);
    }

    @Override
    public float[] embed(Document document) {
      return model.embed(document);
    }
  }

  @Test
  void anotherEmbeddingModelIsInjectedInstead() {
    EmbeddingModel own = TitanEmbeddingModel.of(STUB.asyncClient());
    context
        .withBean("own", EmbeddingModel.class, () -> new OwnModel(own))
        .run(
            running -> {
              assertThat(running.getBean(EmbeddingModel.class)).isInstanceOf(OwnModel.class);
              assertThat(running).hasSingleBean(TitanEmbeddingModel.class);
            });
    context
        .withPropertyValues("spring.ai.model.embedding=openai")
        .run(running -> assertThat(running).doesNotHaveBean(TitanEmbeddingModel.class));
  }

  @Test
  void tokensWithoutRequestsAreRejected() {
    context
        .withPropertyValues("titan.embeddings.tokens-per-minute=300000")
        .run(running -> assertThat(running).hasFailed());
  }

  @Test
  void withoutSpringAiThereAreClientsAlone() {
    context
        .withClassLoader(new FilteredClassLoader("org.springframework.ai"))
        .run(
            running -> {
              assertThat(running).hasNotFailed();
              assertThat(running.containsBean("titanEmbeddingModel")).isFalse();
              assertThat(running.getBean(TitanEmbeddingsClient.class).embed(r -> r.text("a")))
                  .isNotNull();
            });
  }

  @Test
  void metadataDescribesTheProperties() throws IOException {
    ClassLoader classes = TitanEmbeddingsProperties.class.getClassLoader();
    StringBuilder all = new StringBuilder();
    for (URL url :
        Collections.list(classes.getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream metadata = url.openStream()) {
        all.append(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(all).contains("titan.embeddings.region", "the AWS region, such as us-east-1");
  }
}
