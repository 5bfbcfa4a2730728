package io.github.titanembeddings.spring;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.micrometer.MicrometerListener;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.InvokeHeaders;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import java.util.Set;
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
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
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
 * if no client can be created, for example without a region. Otherwise it makes a call with each
 * asynchronous client. A call is billed and waits at most 10 seconds; {@code
 * management.endpoint.health.cache.time-to-live} limits how often it is made.
 */
@AutoConfiguration
@ConditionalOnClass(TitanEmbeddingsAsyncClient.class)
@EnableConfigurationProperties(TitanEmbeddingsProperties.class)
public final class TitanEmbeddingsAutoConfiguration {
  private static final String PREFIX = "titan.embeddings.";

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
        throw new InvalidConfigurationPropertyValueException(
            PREFIX + "tokens-per-minute", tokens, "it needs " + PREFIX + "requests-per-minute");
      }
      return Quota.unknown();
    }
    set("requests-per-minute", requests, Quota::perMinute);
    set("tokens-per-minute", tokens, value -> Quota.perMinute(requests, value));
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
    credentials.ifUnique(builder::credentialsProvider);
    if (listener != null) {
      builder.listener(listener);
    }
    set("region", properties.region(), region -> builder.region(Region.of(region)));
    set("endpoint", properties.endpoint(), builder::endpointOverride);
    ModelFamily family = Objects.requireNonNullElse(properties.family(), ModelFamily.MULTIMODAL_G1);
    builder.modelId(ModelId.onDemand(family));
    set("model-id", properties.modelId(), id -> builder.modelId(ModelId.of(id, family)));
    set("length", properties.length(), length -> builder.embeddingConfig(config(family, length)));
    set("overflow", properties.overflow(), builder::textOverflow);
    set("fit", properties.fit(), builder::imageFit);
    set("call-timeout", properties.callTimeout(), builder::apiCallTimeout);
    set("attempt-timeout", properties.attemptTimeout(), builder::apiCallAttemptTimeout);
    set("metadata", properties.metadata(), m -> builder.headers(InvokeHeaders.ofMetadata(m)));
  }

  private static EmbeddingConfig config(ModelFamily family, int length) {
    Set<Integer> lengths = family.limits().outputEmbeddingLengths();
    if (!lengths.contains(length)) {
      throw new IllegalArgumentException(family + " offers the lengths " + lengths);
    }
    return EmbeddingConfig.of(length);
  }

  /** Sets a value unless it is null; names the property if the value is invalid. */
  private static <T> void set(String name, @Nullable T value, Consumer<T> setter) {
    if (value == null) {
      return;
    }
    try {
      setter.accept(value);
    } catch (InvalidRequestException | IllegalArgumentException e) {
      throw new InvalidConfigurationPropertyValueException(PREFIX + name, value, e.getMessage());
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
        ObjectProvider<TitanEmbeddingsAsyncClient> asyncClients,
        ObjectProvider<TitanEmbeddingsClient> clients,
        TitanEmbeddingsProperties properties) {
      HealthCheck check = new HealthCheck(asyncClients, clients, properties.healthCall());
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
        ObjectProvider<TitanEmbeddingsAsyncClient> asyncClients,
        ObjectProvider<TitanEmbeddingsClient> clients,
        TitanEmbeddingsProperties properties) {
      HealthCheck check = new HealthCheck(asyncClients, clients, properties.healthCall());
      return () -> {
        HealthCheck.Result result = check.run();
        return org.springframework.boot.health.contributor.Health.status(result.status())
            .withDetails(result.details())
            .build();
      };
    }
  }
}
