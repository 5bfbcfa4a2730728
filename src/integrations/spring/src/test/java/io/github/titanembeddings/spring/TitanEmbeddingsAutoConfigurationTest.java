package io.github.titanembeddings.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.micrometer.MicrometerBulkListener;
import io.github.titanembeddings.support.Png;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class TitanEmbeddingsAutoConfigurationTest extends ContextTest {
  @Test
  void runsOnTheTestedVersion() {
    assertThat(SpringBootVersion.getVersion())
        .startsWith(System.getProperty("boot.version", "3.5."));
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
    BulkEmbedder.of(stub.asyncClient(), options)
        .embed(
            List.of(BulkItem.of("key", stub.client().requestBuilder().text("red shoe").build())),
            outcome -> {});
    assertThat(meters.get("titan.bulk.items").tag("outcome", "EMBEDDED").counter().count())
        .isEqualTo(1);
  }

  @Test
  void ownBeansTakePrecedence() {
    context
        .withBean(TitanEmbeddingsAsyncClient.class, stub::asyncClient)
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
              byte[] large = Png.black(3_000);
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
              assertThat(stub.requests()).hasSize(2);
              assertThat(stub.requests())
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
    EmbeddingModel own = TitanEmbeddingModel.of(stub.asyncClient());
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "region= ",
        "endpoint=localhost",
        "model-id=two words",
        "model-id=amazon.titan-embed-text-v2:0",
        "length=100",
        "overflow=cut",
        "fit=shrink",
        "family=G2",
        "call-timeout=-1s",
        "attempt-timeout=0",
        "metadata.team=\"",
        "requests-per-minute=0",
        "tokens-per-minute=300000",
        "health-call=maybe"
      })
  void anInvalidPropertyIsNamed(String property) {
    String name = "titan.embeddings." + property.replaceFirst("\\.team", "").split("=", -1)[0];
    context
        .withPropertyValues("titan.embeddings." + property)
        .withUserConfiguration(Injected.class)
        .run(
            running ->
                assertThat(
                        Stream.iterate(running.getStartupFailure(), Throwable::getCause)
                            .takeWhile(Objects::nonNull))
                    .anySatisfy(
                        cause ->
                            assertThat(cause)
                                .isInstanceOfAny(
                                    InvalidConfigurationPropertyValueException.class,
                                    BindException.class)
                                .hasMessageContaining(name)));
  }

  @Configuration(proxyBeanMethods = false)
  static class Injected {
    @Bean
    String own(TitanEmbeddingsClient titan, TitanEmbeddingsAsyncClient asyncTitan) {
      return titan.modelId() + " " + asyncTitan.modelId();
    }
  }

  @Test
  void clientsAreCreatedWhenInjectedAndClosedWithTheContext() {
    List<Runnable> calls = new ArrayList<>();
    context.run(
        running -> {
          assertThat(running.getBeanFactory().getSingletonNames())
              .doesNotContain("titanEmbeddingsClient", "titanEmbeddingsAsyncClient");
          TitanEmbeddingsClient titan = running.getBean(TitanEmbeddingsClient.class);
          TitanEmbeddingsAsyncClient asyncTitan = running.getBean(TitanEmbeddingsAsyncClient.class);
          calls.add(() -> titan.embed(r -> r.text("a")));
          calls.add(() -> asyncTitan.embed(r -> r.text("a")).join());
          calls.forEach(Runnable::run);
        });
    assertThat(calls)
        .allSatisfy(call -> assertThatThrownBy(call::run).hasStackTraceContaining("closed"));
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
  void metadataDescribesEachProperty() throws IOException {
    ClassLoader classes = TitanEmbeddingsProperties.class.getClassLoader();
    StringBuilder all = new StringBuilder();
    for (URL url :
        Collections.list(classes.getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream metadata = url.openStream()) {
        all.append(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(TitanEmbeddingsProperties.class.getRecordComponents())
        .allSatisfy(
            component -> {
              String name = component.getName().replaceAll("([A-Z])", "-$1");
              assertThat(all.toString())
                  .containsPattern(
                      "\"titan\\.embeddings\\."
                          + name.toLowerCase(Locale.ROOT)
                          + "\",\\s+\"type\": \"[^\"]+\",\\s+\"description\": \"[^\"]{9}");
            });
  }
}
