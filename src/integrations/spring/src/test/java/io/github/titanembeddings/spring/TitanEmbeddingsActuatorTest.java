package io.github.titanembeddings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.StubResponse;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/** The health indicator, and reports to Boot's observation registry. */
class TitanEmbeddingsActuatorTest extends ContextTest {
  /** Returns the string of the health, whose type differs between Boot 3 and Boot 4. */
  private static String health(ApplicationContext running) {
    Object indicator = running.getBean("titanEmbeddingsHealthIndicator");
    Object health = ReflectionTestUtils.invokeMethod(indicator, "health");
    return String.valueOf(health);
  }

  @Test
  void theHealthIndicatorCostsNothingByDefault() {
    context.run(
        running ->
            assertThat(health(running))
                .startsWith("UNKNOWN")
                .contains("amazon.titan-embed-image-v1"));
    assertThat(stub.requestCount()).isZero();
  }

  @Test
  void theHealthIndicatorMakesACallOnRequest() {
    context
        .withPropertyValues("titan.embeddings.health-call=true")
        .run(
            running -> {
              assertThat(health(running)).startsWith("UP");
              stub.enqueue(StubResponse.error(403, "AccessDeniedException", "no access"));
              assertThat(health(running)).startsWith("DOWN").contains("ACCESS_DENIED");
            });
    assertThat(stub.requestCount()).isEqualTo(2);
  }

  @Test
  void theHealthIndicatorChecksEachClient() {
    ModelId tuned =
        ModelId.of("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456");
    ApplicationContextRunner two =
        context
            .withBean("base", TitanEmbeddingsAsyncClient.class, stub::asyncClient)
            .withBean(
                "tuned",
                TitanEmbeddingsAsyncClient.class,
                () -> stub.asyncClientBuilder().modelId(tuned).build());
    two.run(
        running ->
            assertThat(health(running))
                .startsWith("UNKNOWN")
                .contains("amazon.titan-embed-image-v1, " + tuned.value()));
    assertThat(stub.requestCount()).isZero();
    two.withPropertyValues("titan.embeddings.health-call=true")
        .run(running -> assertThat(health(running)).startsWith("UP"));
    assertThat(stub.requestCount()).isEqualTo(2);
  }

  @Test
  void anApplicationWithOnlyABlockingClientIsNotDown() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(TitanEmbeddingsAutoConfiguration.class))
        .withPropertyValues("titan.embeddings.region= ") // the other client cannot be created
        .withBean(TitanEmbeddingsClient.class, () -> stub.clientBuilder().build())
        .run(
            running ->
                assertThat(health(running))
                    .startsWith("UNKNOWN")
                    .contains("amazon.titan-embed-image-v1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "management.health.titan-embeddings.enabled=false",
        "management.health.defaults.enabled=false"
      })
  void theHealthIndicatorCanBeDisabled(String property) {
    context
        .withPropertyValues(property)
        .run(
            running ->
                assertThat(running.containsBean("titanEmbeddingsHealthIndicator")).isFalse());
  }

  @Test
  void withoutTheActuatorThereIsNoHealthIndicator() {
    context
        .withClassLoader(
            new FilteredClassLoader(
                "org.springframework.boot.actuate", "org.springframework.boot.health"))
        .run(
            running -> {
              assertThat(running).hasNotFailed();
              assertThat(running.containsBean("titanEmbeddingsHealthIndicator")).isFalse();
            });
  }

  @Test
  void aContextWithoutRegionOrCredentialsStarts() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(TitanEmbeddingsAutoConfiguration.class))
        .withPropertyValues("titan.embeddings.region= ")
        .run(
            running -> {
              assertThat(running).hasNotFailed();
              assertThat(health(running)).startsWith("DOWN").contains("titan.embeddings.region");
            });
  }

  @Test
  void reportsToTheObservationRegistryOfBoot() throws ClassNotFoundException {
    Class<?> boot =
        Class.forName(
            SpringBootVersion.getVersion().startsWith("3.")
                ? "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration"
                : "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration");
    List<String> observed = new CopyOnWriteArrayList<>();
    ObservationHandler<Observation.Context> handler =
        new ObservationHandler<>() {
          @Override
          public void onStop(Observation.Context stopped) {
            observed.add(String.valueOf(stopped.getContextualName()));
            observed.add(String.valueOf(stopped.getParentObservation() != null));
          }

          @Override
          public boolean supportsContext(Observation.Context any) {
            return true;
          }
        };
    context
        .withConfiguration(AutoConfigurations.of(boot))
        .withBean(ObservationHandler.class, () -> handler)
        .run(
            running -> {
              ObservationRegistry registry = running.getBean(ObservationRegistry.class);
              EmbeddingModel model = running.getBean(EmbeddingModel.class);
              Observation.createNotStarted("caller", registry)
                  .contextualName("caller")
                  .observe(
                      () -> {
                        model.embed("red shoe");
                        model.embed(List.of("a", "b", "c"));
                      });
              running.getBean(TitanEmbeddingsAsyncClient.class).close(); // delivers the events
            });
    String call = "embeddings amazon.titan-embed-image-v1";
    assertThat(observed).filteredOn(call::equals).hasSize(4);
    assertThat(observed).filteredOn("true"::equals).hasSize(4);
  }
}
