package io.github.titanembeddings.client.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.InvokeHeaders;
import io.github.titanembeddings.model.InvokeHeaders.Trace;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.ServiceTier;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** The optional headers of InvokeModel, set on the client and on the request. */
class InvokeHeadersTest {
  private static final String METADATA = "X-Amzn-Bedrock-Request-Metadata";
  private static final String TIER = "X-Amzn-Bedrock-Service-Tier";
  private static final String TRACE = "X-Amzn-Bedrock-Trace";
  private static final String ARN =
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456";
  private static final InvokeHeaders TEAM =
      InvokeHeaders.ofMetadata(Map.of("team", "search", "app", "shop"));
  private static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  private static List<String> sent(String header) {
    return STUB.requests().stream().map(request -> request.header(header).orElse("none")).toList();
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheHeadersOfTheClientAndTheRequest(ClientMode mode) {
    InvokeHeaders defaults = TEAM.withServiceTier(ServiceTier.DEFAULT).withTrace(Trace.DISABLED);
    InvokeHeaders own =
        InvokeHeaders.ofMetadata(Map.of("team", "ads", "tenant", "42")).withTrace(Trace.ENABLED);
    try (EitherClient titan = mode.client(STUB, c -> c.headers(defaults))) {
      titan.embed(r -> r.text("red shoe"));
      titan.withModel(ModelId.of(ARN)).embed(r -> r.text("red shoe").headers(own));
      titan.embed(EmbeddingRequest.builder().text("red shoe").headers(own).build());
    }
    String merged = "{\"app\":\"shop\",\"team\":\"ads\",\"tenant\":\"42\"}";
    assertThat(sent(METADATA))
        .containsExactly("{\"app\":\"shop\",\"team\":\"search\"}", merged, merged);
    assertThat(sent(TIER)).containsExactly("default", "default", "default");
    assertThat(sent(TRACE)).containsExactly("DISABLED", "ENABLED", "ENABLED");
    assertThat(STUB.requests())
        .extracting(request -> request.header("Authorization").orElseThrow())
        .allMatch(signed -> signed.contains("x-amzn-bedrock-request-metadata"));
  }

  @ParameterizedTest
  @EnumSource
  void sendsNoHeadersByDefault(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB)) {
      titan.embed(r -> r.text("red shoe").headers(InvokeHeaders.ofMetadata(Map.of())));
    }
    assertThat(STUB.requests())
        .singleElement()
        .extracting(request -> request.headers().keySet().toString())
        .asString()
        .doesNotContain("x-amzn-bedrock");
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheHeadersWithEveryPartAndAttempt(ClientMode mode) {
    STUB.throttle(1);
    EmbeddingRequest both =
        EmbeddingRequest.builder().text("red shoe").image(TestImages.png(64, 64)).build();
    try (EitherClient titan = mode.client(STUB, c -> c.headers(TEAM))) {
      titan.embedSeparately(both);
    }
    assertThat(sent(METADATA)).hasSize(4).allMatch(json -> json.contains("search"));
  }

  @Test
  void bulkRunsSendTheHeaders() {
    try (TitanEmbeddingsAsyncClient titan =
        STUB.asyncClientBuilder().headers(TEAM).maxConnections(64).build()) {
      EmbeddingRequest own =
          EmbeddingRequest.builder()
              .text("a")
              .headers(InvokeHeaders.ofMetadata(Map.of("key", "1")))
              .build();
      BulkEmbedder.of(titan).embed(List.of(BulkItem.of("1", own)), outcome -> {});
    }
    assertThat(sent(METADATA))
        .containsExactly("{\"app\":\"shop\",\"key\":\"1\",\"team\":\"search\"}");
  }

  @Test
  void passedInAwsClientsSendTheHeaders() {
    try (BedrockRuntimeClient aws = BedrockRuntimeClient.builder().applyMutation(this::to).build();
        BedrockRuntimeAsyncClient asyncAws =
            BedrockRuntimeAsyncClient.builder().applyMutation(this::to).build()) {
      TitanEmbeddingsClient.builder()
          .bedrockRuntimeClient(aws)
          .headers(TEAM)
          .build()
          .embed(r -> r.text("a"));
      try (EitherClient titan =
          EitherClient.of(
              TitanEmbeddingsAsyncClient.builder()
                  .bedrockRuntimeClient(asyncAws)
                  .headers(TEAM)
                  .build())) {
        titan.embed(r -> r.text("a"));
        titan.withoutRetries().embed(r -> r.text("a"));
      }
    }
    assertThat(sent(METADATA)).hasSize(3).allMatch(json -> json.contains("search"));
  }

  private void to(AwsClientBuilder<?, ?> builder) {
    builder
        .endpointOverride(STUB.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create());
  }

  @ParameterizedTest
  @EnumSource
  void transportsReceiveTheHeaders(ClientMode mode) {
    try (EitherClient titan =
        mode.over(
            call -> {
              assertThat(call.headers()).isEqualTo(TEAM.withTrace(Trace.ENABLED_FULL));
              assertThat(call.toString()).doesNotContain("search");
              return GOOD;
            },
            c -> c.headers(TEAM).embeddingConfig(EmbeddingConfig.of(256)))) {
      titan.embed(r -> r.text("a").headers(InvokeHeaders.none().withTrace(Trace.ENABLED_FULL)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ignoresTheTraceInAReply(ClientMode mode) {
    String traced =
        TitanStub.embeddingJson(256)
            .replaceFirst("\\{", "{\"amazon-bedrock-trace\":{\"embedding\":[1,{}]},");
    try (EitherClient titan =
        mode.over(
            call -> InvokeReply.ofJson(traced), c -> c.embeddingConfig(EmbeddingConfig.of(256)))) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(256);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nX-Evil: 1",
        "a\nb",
        "a\tb",
        "a\"b",
        "a\\b",
        "a,b",
        "é",
        "\u2028",
        "\0",
        "{}"
      })
  void rejectsUnsafeCharacters(String unsafe) {
    assertThat(codes(Map.of("team", unsafe, unsafe, "search")))
        .containsExactly("metadata.invalid", "metadata.invalid");
    InvalidRequestException refusal =
        assertThrows(
            InvalidRequestException.class, () -> InvokeHeaders.ofMetadata(Map.of("team", unsafe)));
    assertThat(refusal.getMessage()).doesNotContain("\r", "\n").contains("requestMetadata");
  }

  private static List<String> codes(Map<String, String> metadata) {
    try {
      InvokeHeaders.ofMetadata(metadata);
      return List.of();
    } catch (InvalidRequestException e) {
      return e.violations().stream().map(Violation::code).toList();
    }
  }

  @Test
  void limitsNamesValuesAndTheTotalSize() {
    String longest = "k".repeat(256);
    assertThat(codes(Map.of(longest, longest, " a.b_c:d/e=f+g$h@i-", ""))).isEmpty();
    assertThat(codes(Map.of(longest + "k", ""))).containsExactly("metadata.invalid");
    assertThat(codes(Map.of("k", longest + "v"))).containsExactly("metadata.invalid");
    assertThat(codes(Map.of("", "v"))).containsExactly("metadata.invalid");

    Map<String, String> most =
        IntStream.range(0, 33)
            .mapToObj(i -> "key" + (10 + i))
            .collect(Collectors.toMap(key -> key, key -> "v".repeat(256 - 10)));
    int used = most.size() * (5 + 246 + 6) + 1;
    most.put("rest", "v".repeat(8_500 - used - "\"rest\":\"\",".length()));
    assertThat(codes(most)).isEmpty();
    most.merge("rest", "v", String::concat);
    assertThat(codes(most)).containsExactly("metadata.too-long");
  }

  @ParameterizedTest
  @EnumSource
  void limitsTheSumOfClientAndRequest(ClientMode mode) {
    InvokeHeaders half = InvokeHeaders.ofMetadata(entries("a"));
    InvokeHeaders other = InvokeHeaders.ofMetadata(entries("b"));
    try (EitherClient titan = mode.over(call -> GOOD, c -> c.headers(half))) {
      assertThat(
              Failures.codes(
                  () -> titan.embed(EmbeddingRequest.builder().text("a").headers(other).build())))
          .containsExactly("metadata.too-long");
    }
  }

  private static Map<String, String> entries(String prefix) {
    return IntStream.range(0, 20)
        .boxed()
        .collect(Collectors.toMap(i -> prefix + i, i -> "v".repeat(250)));
  }

  @ParameterizedTest
  @EnumSource
  void rejectsATierThatTheModelDoesNotOffer(ClientMode mode) {
    InvokeHeaders flex = InvokeHeaders.none().withServiceTier(ServiceTier.FLEX);
    assertThrows(
        InvalidRequestException.class, () -> mode.over(call -> GOOD, c -> c.headers(flex)).close());
    Limits limits =
        Limits.titanMultimodalG1().toBuilder()
            .serviceTiers(ServiceTier.DEFAULT, ServiceTier.FLEX)
            .build();
    try (EitherClient titan = mode.client(STUB)) {
      assertThat(Failures.codes(() -> titan.embed(r -> r.text(" ").headers(flex))))
          .containsExactly("input.missing", "service-tier.not-offered");
      titan.embed(r -> r.text("a").headers(flex).limits(limits));
    }
    assertThat(sent(TIER)).containsExactly("flex");
  }

  @Test
  void headersArePartOfTheRequestsValue() {
    assertThat(TEAM)
        .hasToString("InvokeHeaders[metadata [app, team], serviceTier=null, trace=null]");
    EmbeddingRequest request = EmbeddingRequest.builder().text("a").headers(TEAM).build();
    assertThat(request.headers()).isEqualTo(TEAM);
    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(request).isNotEqualTo(EmbeddingRequest.ofText("a"));
    assertThat(request.toString()).doesNotContain("search");
    assertThat(EmbeddingRequest.ofText("a").headers()).isSameAs(InvokeHeaders.none());
    assertThrows(UnsupportedOperationException.class, () -> TEAM.metadata().put("a", "b"));
  }
}
