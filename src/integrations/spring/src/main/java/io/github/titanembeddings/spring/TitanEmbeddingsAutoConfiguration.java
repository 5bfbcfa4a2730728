package io.github.titanembeddings.spring;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.micrometer.MicrometerListener;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.InvokeHeaders;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Configures a {@link TitanEmbeddingsClient}, a {@link TitanEmbeddingsAsyncClient}, a {@link Quota}
 * and, with Spring AI, a {@link TitanEmbeddingModel} and a {@link TitanDocumentEmbeddingModel};
 * each bean of your own takes precedence, and so does another {@link EmbeddingModel} where one is
 * injected. {@code spring.ai.model.embedding=titan-embeddings} selects this one.
 *
 * <p>Clients have the {@linkplain TitanEmbeddingsProperties properties}, the context's {@link
 * AwsCredentialsProvider} and {@link EmbeddingListener}; without a listener they report to the
 * {@link ObservationRegistry} and {@link MeterRegistry}, if any. The context closes them.
 *
 * <p>With Spring Boot Actuator, it adds a health indicator. Unless {@code
 * titan.embeddings.health-call} is set, the indicator makes no call: its status is UNKNOWN, or DOWN
 * if the client cannot be created, for example without a region. A call is billed and waits at most
 * 10 seconds; {@code management.endpoint.health.cache.time-to-live} limits how often it is made.
 */
@AutoConfiguration
@ConditionalOnClass(TitanEmbeddingsAsyncClient.class)
@EnableConfigurationProperties(TitanEmbeddingsProperties.class)
public final class TitanEmbeddingsAutoConfiguration {
  /** Creates the configuration; called by Spring. */
  public TitanEmbeddingsAutoConfiguration() {}

  /** Returns the blocking client; created when it is first injected. */
  @Bean
  @Lazy
  @ConditionalOnMissingBean
  public TitanEmbeddingsClient titanEmbeddingsClient(
      TitanEmbeddingsProperties properties,
      ObjectProvider<AwsCredentialsProvider> credentials,
      ObjectProvider<EmbeddingListener> listener,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<MeterRegistry> meters) {
    TitanEmbeddingsClient.Builder builder = TitanEmbeddingsClient.builder();
    configure(builder, properties, credentials, listener(listener, observations, meters));
    return builder.build();
  }

  /** Returns the asynchronous client; created when it is first injected. */
  @Bean
  @Lazy
  @ConditionalOnMissingBean
  public TitanEmbeddingsAsyncClient titanEmbeddingsAsyncClient(
      TitanEmbeddingsProperties properties,
      ObjectProvider<AwsCredentialsProvider> credentials,
      ObjectProvider<EmbeddingListener> listener,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<MeterRegistry> meters) {
    TitanEmbeddingsAsyncClient.Builder builder = TitanEmbeddingsAsyncClient.builder();
    configure(builder, properties, credentials, listener(listener, observations, meters));
    return builder.build();
  }

  /** Returns the quota that all requests with several inputs share. */
  @Bean
  @ConditionalOnMissingBean
  public Quota titanEmbeddingsQuota(TitanEmbeddingsProperties properties) {
    Double requests = properties.requestsPerMinute();
    Double tokens = properties.tokensPerMinute();
    if (requests == null) {
      if (tokens != null) {
        throw new IllegalArgumentException(
            "titan.embeddings.tokens-per-minute needs titan.embeddings.requests-per-minute");
      }
      return Quota.unknown();
    }
    return tokens == null ? Quota.perMinute(requests) : Quota.perMinute(requests, tokens);
  }

  private static @Nullable EmbeddingListener listener(
      ObjectProvider<EmbeddingListener> listeners,
      ObjectProvider<ObservationRegistry> observations,
      ObjectProvider<MeterRegistry> meters) {
    EmbeddingListener listener = listeners.getIfUnique();
    if (listener != null) {
      return listener;
    }
    ObservationRegistry observed = observations.getIfUnique();
    MeterRegistry metered = meters.getIfUnique();
    if (observed == null) {
      return metered == null ? null : MicrometerListener.of(metered);
    }
    return metered == null
        ? MicrometerListener.of(observed)
        : MicrometerListener.of(observed, metered);
  }

  private static <B extends ClientBuilder<B>> void configure(
      B builder,
      TitanEmbeddingsProperties properties,
      ObjectProvider<AwsCredentialsProvider> credentials,
      @Nullable EmbeddingListener listener) {
    set(properties.region(), region -> builder.region(Region.of(region)));
    set(properties.endpoint(), builder::endpointOverride);
    set(credentials.getIfUnique(), builder::credentialsProvider);
    ModelFamily family = Objects.requireNonNullElse(properties.family(), ModelFamily.MULTIMODAL_G1);
    builder.modelId(ModelId.onDemand(family));
    set(properties.modelId(), id -> builder.modelId(ModelId.of(id, family)));
    set(properties.length(), length -> builder.embeddingConfig(EmbeddingConfig.of(length)));
    set(properties.overflow(), builder::textOverflow);
    set(properties.fit(), builder::imageFit);
    set(properties.callTimeout(), builder::apiCallTimeout);
    set(properties.attemptTimeout(), builder::apiCallAttemptTimeout);
    set(properties.metadata(), metadata -> builder.headers(InvokeHeaders.ofMetadata(metadata)));
    set(listener, builder::listener);
  }

  private static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  /** The models of Spring AI. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(EmbeddingModel.class)
  static class SpringAi {
    @Bean
    @Lazy
    @Fallback
    @ConditionalOnMissingBean
    @ConditionalOnProperty(
        name = "spring.ai.model.embedding",
        havingValue = "titan-embeddings",
        matchIfMissing = true)
    TitanEmbeddingModel titanEmbeddingModel(TitanEmbeddingsAsyncClient titan, Quota quota) {
      return TitanEmbeddingModel.of(titan, quota);
    }

    @Bean
    @Lazy
    @Fallback
    @ConditionalOnMissingBean
    TitanDocumentEmbeddingModel titanDocumentEmbeddingModel(
        TitanEmbeddingsAsyncClient titan, Quota quota) {
      return TitanDocumentEmbeddingModel.of(titan, quota);
    }
  }

  /** The health indicator of Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(org.springframework.boot.actuate.health.HealthIndicator.class)
  @ConditionalOnExpression(HealthCheck.ENABLED)
  static class Boot3Health {
    @Bean
    @ConditionalOnMissingBean(name = "titanEmbeddingsHealthIndicator")
    org.springframework.boot.actuate.health.HealthIndicator titanEmbeddingsHealthIndicator(
        ObjectProvider<TitanEmbeddingsAsyncClient> titan, TitanEmbeddingsProperties properties) {
      HealthCheck check = new HealthCheck(titan, properties.healthCall());
      return () -> {
        HealthCheck.Result result = check.run();
        return org.springframework.boot.actuate.health.Health.status(result.status())
            .withDetails(result.details())
            .build();
      };
    }
  }

  /** The health indicator of Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(org.springframework.boot.health.contributor.HealthIndicator.class)
  @ConditionalOnExpression(HealthCheck.ENABLED)
  static class Boot4Health {
    @Bean
    @ConditionalOnMissingBean(name = "titanEmbeddingsHealthIndicator")
    org.springframework.boot.health.contributor.HealthIndicator titanEmbeddingsHealthIndicator(
        ObjectProvider<TitanEmbeddingsAsyncClient> titan, TitanEmbeddingsProperties properties) {
      HealthCheck check = new HealthCheck(titan, properties.healthCall());
      return () -> {
        HealthCheck.Result result = check.run();
        return org.springframework.boot.health.contributor.Health.status(result.status())
            .withDetails(result.details())
            .build();
      };
    }
  }
}
