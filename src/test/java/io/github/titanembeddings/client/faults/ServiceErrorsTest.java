package io.github.titanembeddings.client.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.InvokeHeaders;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncBedrockTransport;
import io.github.titanembeddings.transport.BedrockTransport;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** The translation of the service's error responses. */
@Order(7)
class ServiceErrorsTest {
  private static final InvokeCall CALL =
      InvokeCall.of(ModelId.onDemand(), "{\"inputText\":\"a\"}".getBytes(UTF_8));

  private static final InvokeCall ONCE =
      new InvokeCall(CALL.modelId(), CALL.body(), false, retry -> {}, InvokeHeaders.none());

  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  @ParameterizedTest
  @EnumSource
  void reportsAnUnknownModelAsAViolation(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB, c -> c.modelId(ModelId.of("unknown.model")))) {
      ServiceException refusal = refusal(titan);

      assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.NOT_FOUND);
      assertThat(refusal)
          .hasMessageStartingWith(
              "NOT_FOUND: model unknown.model is not offered in us-east-1 (HTTP 400"
                  + " ValidationException: The provided model identifier is invalid.; request id ")
          .hasMessageEndingWith("; set region(...) to one that offers it");
      assertThat(refusal.errorCode()).isEqualTo("ValidationException");
      assertThat(refusal.statusCode()).isEqualTo(400);
      assertThat(refusal.requestId()).isPresent();
      assertThat(refusal.violations())
          .extracting(Violation::path, Violation::code)
          .containsExactly(tuple("modelId", "model.unknown"));
    }
    STUB.model(ModelId.of("unknown.model"));
    try (EitherClient titan = mode.client(STUB, c -> c.modelId(ModelId.of("unknown.model")))) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(1024);
    }
  }

  @ParameterizedTest
  @EnumSource
  void deniedAccessNamesTheMissingPermission(ClientMode mode) {
    STUB.enqueue(
        StubResponse.error(403, "AccessDeniedException", "You don't have access to the model."));
    try (EitherClient titan = mode.client(STUB)) {
      ServiceException refusal = refusal(titan);

      assertThat(refusal.violations())
          .extracting(Violation::code)
          .containsExactly("model.no-access");
      assertThat(refusal)
          .hasMessageContaining("You don't have access to the model.")
          .hasMessageContaining("bedrock:InvokeModel");
    }
  }

  @ParameterizedTest
  @EnumSource
  void distinguishesBadCredentialsFromMissingPermissions(ClientMode mode) {
    STUB.enqueue(StubResponse.error(403, "ExpiredTokenException", "The token has expired."));
    try (EitherClient titan = mode.client(STUB)) {
      ServiceException refusal = refusal(titan);

      assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.ACCESS_DENIED);
      assertThat(refusal.violations()).isEmpty();
      assertThat(refusal)
          .hasMessageContaining("Renew or correct the credentials.")
          .hasMessageNotContaining("bedrock:InvokeModel");
    }
  }

  @ParameterizedTest
  @EnumSource
  void abbreviatesServiceMessagesToOneLine(ClientMode mode) {
    STUB.enqueue(
        StubResponse.error(400, "ValidationException", "a\r\nforged line " + "x".repeat(100_000)),
        StubResponse.body("").after(Duration.ZERO));
    try (EitherClient titan = mode.client(STUB)) {
      assertThat(refusal(titan).getMessage())
          .hasSizeLessThan(700)
          .startsWith("REJECTED: status 400 ValidationException: a forged line xxx")
          .doesNotContain("\n")
          .doesNotContain("\r");
    }
  }

  @ParameterizedTest
  @EnumSource
  void throttlingFromTheFirstCallNamesTheZeroQuota(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(1))) {
      STUB.throttle(1);
      assertThat(refusal(titan)).hasMessageContaining("quota for this model may be zero");

      titan.embed(r -> r.text("a"));
      STUB.throttle(1);
      assertThat(refusal(titan))
          .hasMessageNotContaining("may be zero")
          .hasMessageStartingWith("THROTTLED: status 429 ThrottlingException: Too many requests");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyOtherResponseRulesOutAZeroQuota(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(1))) {
      STUB.throttle(2);
      assertThat(refusal(titan)).hasMessageContaining("may be zero");
      assertThat(refusal(titan)).hasMessageContaining("may be zero");

      STUB.enqueue(StubResponse.error(400, "ValidationException", "no"));
      STUB.throttle(1);
      assertThat(refusal(titan).kind()).isEqualTo(ServiceException.Kind.REJECTED);
      assertThat(refusal(titan)).hasMessageNotContaining("may be zero");
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachModelHasItsOwnQuota(ClientMode mode) {
    ModelId tuned =
        ModelId.provisioned(
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456");
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(1))) {
      titan.embed(r -> r.text("a"));
      STUB.throttle(2);

      assertThat(refusal(titan.withModel(tuned))).hasMessageContaining("may be zero");
      assertThat(refusal(titan)).hasMessageNotContaining("may be zero");
    }
  }

  @ParameterizedTest
  @EnumSource
  void returnsRetryAfter(ClientMode mode) {
    StubResponse busy = StubResponse.error(503, "ServiceUnavailableException", "busy");
    STUB.enqueue(busy.header("Retry-After", "7"), busy.header("Retry-After", "soon"));
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(1))) {
      assertThat(refusal(titan).retryAfter()).hasValue(Duration.ofSeconds(7));
      assertThat(refusal(titan).retryAfter()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void limitsTheErrorCodeAndTheRequestId(ClientMode mode) {
    STUB.enqueue(
        StubResponse.error(400, "E".repeat(3_000), "no")
            .header("x-amzn-RequestId", "r".repeat(3_000)));
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(1))) {
      ServiceException refusal = refusal(titan);
      assertThat(refusal.errorCode()).startsWith("EEE").hasSizeLessThan(300);
      assertThat(refusal.getMessage()).hasSizeLessThan(1_000);
    }
  }

  /** The AWS SDK fails the call and clears the flag. */
  @Test
  void asynchronousCallOfAnInterruptedThreadIsMade() {
    try (TitanEmbeddingsAsyncClient titan = STUB.asyncClient()) {
      Thread.currentThread().interrupt();
      CompletableFuture<EmbeddingResponse> response = titan.embed(r -> r.text("a"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(response.join().embedding().toArray()).hasSize(1024);
    }
  }

  @ParameterizedTest
  @EnumSource
  void enforcesTheCallTimeout(ClientMode mode) {
    STUB.enqueue(9, StubResponse.message("late").after(Duration.ofSeconds(20)));
    try (EitherClient titan = mode.client(STUB, c -> c.apiCallTimeout(Duration.ofSeconds(1)))) {
      TransportException late =
          assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));
      assertThat(late.kind()).isEqualTo(TransportException.Kind.TIMEOUT);
    }
  }

  @Test
  void sendsOnceWithoutRetries() {
    STUB.throttle(2);
    ConnectionConfig connection =
        ConnectionConfig.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(STUB.endpoint())
            .build();
    try (BedrockTransport sync = BedrockTransport.create(connection);
        AsyncBedrockTransport async = AsyncBedrockTransport.create(connection)) {
      ServiceException once = assertThrows(ServiceException.class, () -> sync.invoke(ONCE));
      ServiceException onceToo = Failures.of(async.invoke(ONCE), ServiceException.class);

      assertThat(once.attempts()).isEqualTo(1);
      assertThat(onceToo.attempts()).isEqualTo(1);
      assertThat(sync.invoke(CALL).inputTokenCount()).hasValue(1);
      assertThat(async.invoke(CALL).join().inputTokenCount()).hasValue(1);
    }
    assertThat(STUB.requests()).hasSize(4);
  }

  @Test
  void usesAPassedInAwsClientAndLeavesItOpen() {
    try (BedrockRuntimeClient client =
            BedrockRuntimeClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(STUB.endpoint())
                .build();
        BedrockRuntimeAsyncClient asyncClient =
            BedrockRuntimeAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(STUB.endpoint())
                .build()) {
      for (int i = 0; i < 2; i++) {
        try (TitanEmbeddingsClient titan =
                TitanEmbeddingsClient.builder().bedrockRuntimeClient(client).build();
            TitanEmbeddingsAsyncClient async =
                TitanEmbeddingsAsyncClient.builder().bedrockRuntimeClient(asyncClient).build()) {
          assertThat(titan.embed(r -> r.text("a")).embedding())
              .isEqualTo(async.embed(r -> r.text("a")).join().embedding());
        }
      }
    }
    assertThat(STUB.requests()).hasSize(4);
  }

  @Test
  void customConfigurationOfTheAwsClientWins() {
    STUB.throttle(9);
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(STUB.endpoint())
            .maxAttempts(2)
            .bedrockRuntime(sdk -> sdk.overrideConfiguration(o -> o.putHeader("x-mine", "1")))
            .build()) {
      assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
    }
    assertThat(STUB.requests()).hasSize(2);
    assertThat(STUB.requests().get(0).header("X-Mine")).hasValue("1");
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(STUB.endpoint())
            .bedrockRuntime(
                sdk -> sdk.overrideConfiguration(o -> o.retryStrategy(RetryMode.LEGACY)))
            .build()) {
      assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
    }
    assertThat(STUB.requests()).hasSize(6);
  }

  private static ServiceException refusal(EitherClient titan) {
    return assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
  }
}
