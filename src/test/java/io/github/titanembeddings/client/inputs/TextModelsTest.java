package io.github.titanembeddings.client.inputs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Titan Text Embeddings V2 and V1, with both clients. */
class TextModelsTest extends TextModelFixture {
  @ParameterizedTest
  @EnumSource
  void embedsWithV2(ClientMode mode) {
    try (EitherClient titan = mode.client(stub);
        EitherClient texts = titan.withModel(V2)) {
      EmbeddingResponse response = texts.embed(TextEmbeddingRequest.of("red shoe"));

      assertThat(response.embedding().length()).isEqualTo(1024);
      assertThat(response.embedding().norm()).isEqualTo(1, within(1e-5));
      assertThat(response.binaryEmbedding()).isEmpty();
      assertThat(response.inputTextTokenCount()).hasValue(2);
      assertThat(response.inputTokenCount()).hasValue(2);
      assertThat(response.modelId()).hasValue(V2);
      assertThat(stub.requests().get(0).modelId()).isEqualTo("amazon.titan-embed-text-v2:0");
      assertThat(stub.requests().get(0).bodyBytes()).isEqualTo("{'inputText':'red shoe'}".length());

      assertThat(texts.embedText(r -> r.text("red shoe")).embedding())
          .isEqualTo(response.embedding());
      assertThat(texts.embed(texts.textRequest().text("red shoe").build()).embedding())
          .isEqualTo(response.embedding());
      assertThat(titan.embed(r -> r.text("red shoe")).modelId()).hasValue(ModelId.onDemand());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheSettingsOfV2(ClientMode mode) {
    try (EitherClient texts = client(mode, V2)) {
      EmbeddingResponse response =
          texts.embedText(
              r ->
                  r.text("shoe \uD83D\uDE00")
                      .dimensions(512)
                      .normalize(false)
                      .embeddingTypes(EmbeddingType.BINARY, EmbeddingType.FLOAT));

      assertThat(response.embedding().length()).isEqualTo(512);
      assertThat(response.embedding().norm()).isGreaterThan(10);
      assertThat(response.binaryEmbedding()).hasValue(BinaryEmbedding.signs(response.embedding()));
      assertThat(stub.requests().get(0).outputEmbeddingLength()).isEqualTo(512);
      assertThat(stub.requests().get(0).bodyBytes())
          .isEqualTo(
              ("{'inputText':'shoe \uD83D\uDE00','dimensions':512,'normalize':false,"
                      + "'embeddingTypes':['float','binary']}")
                  .getBytes(UTF_8)
                  .length);

      EmbeddingResponse other =
          texts.embedText(r -> r.text("boot").embeddingTypes(EmbeddingType.BINARY).dimensions(512));
      int distance =
          response.binaryEmbedding().orElseThrow().hamming(other.binaryEmbedding().orElseThrow());
      assertThat(distance).isBetween(1, 511);
      assertThat(other.binaryEmbedding().orElseThrow().toBytes()).hasSize(64);
      assertThat(response.toBuilder().build()).isEqualTo(response).isNotEqualTo(other);
    }
  }

  @ParameterizedTest
  @EnumSource
  void embedsWithV1(ClientMode mode) {
    try (EitherClient texts = client(mode, V1)) {
      EmbeddingResponse response = texts.embedText(r -> r.text("red shoe"));

      assertThat(response.embedding().length()).isEqualTo(1536);
      assertThat(response.inputTextTokenCount()).hasValue(2);
      assertThat(stub.requests().get(0).modelId()).isEqualTo("amazon.titan-embed-text-v1");
      assertThat(texts.textRequest().text("a").build().family()).isEqualTo(ModelFamily.TEXT_V1);
      assertThat(Failures.codes(() -> texts.embedText(r -> r.text("a").normalize(false))))
          .containsExactly("setting.not-offered");
    }
  }

  /** AWS lists it as "Titan Text Embeddings v2", but it has the payload and length of V1. */
  @ParameterizedTest
  @EnumSource
  void callsG1Text02AsV1(ClientMode mode) {
    ModelId model = ModelId.of("amazon.titan-embed-g1-text-02", ModelFamily.TEXT_V1);
    try (EitherClient texts = client(mode, model)) {
      assertThat(texts.embedText(r -> r.text("a")).embedding().length()).isEqualTo(1536);
      assertThat(stub.requests().get(0).modelId()).isEqualTo("amazon.titan-embed-g1-text-02");
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsAThroughputOfATextModel(ClientMode mode) {
    ModelId throughput = ModelId.provisioned(THROUGHPUT, ModelFamily.TEXT_V2);
    stub.model(throughput);
    try (EitherClient texts = client(mode, throughput)) {
      assertThat(texts.embedText(r -> r.text("a").dimensions(256)).embedding().length())
          .isEqualTo(256);
      assertThat(stub.requests().get(0).modelId()).isEqualTo(THROUGHPUT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void appliesTheClientsValues(ClientMode mode) {
    try (EitherClient texts =
        mode.client(
            stub,
            builder ->
                builder
                    .modelId(V2)
                    .embeddingConfig(EmbeddingConfig.of(512))
                    .textOverflow(TextOverflow.TRUNCATE))) {
      EmbeddingResponse cut = texts.embedText(r -> r.text("word ".repeat(9_000)));

      assertThat(cut.embedding().length()).isEqualTo(512);
      assertThat(cut.truncation()).isPresent();
      assertThat(texts.embed(TextEmbeddingRequest.of("a")).embedding().length()).isEqualTo(512);
      assertThat(texts.textRequest().text("a").build().vectorLength()).isEqualTo(512);
      assertThat(texts.embedText(r -> r.text("a").dimensions(256)).embedding().length())
          .isEqualTo(256);
    }
  }

  /** A length or a limit of one model says nothing of another. */
  @ParameterizedTest
  @EnumSource
  void leavesLengthAndLimitsWithTheirModel(ClientMode mode) {
    Limits few = Limits.titanMultimodalG1().toBuilder().set(Limit.TEXT_TOKENS, 2).build();
    try (EitherClient titan =
            mode.client(
                stub,
                builder ->
                    builder
                        .embeddingConfig(EmbeddingConfig.of(384))
                        .limits(few)
                        .textOverflow(TextOverflow.STRICT));
        EitherClient texts = titan.withModel(V2);
        EitherClient tuned = titan.withModel(ModelId.provisioned(THROUGHPUT))) {
      ModelRequest request = texts.textRequest().text("a b c").build();

      assertThat(request.vectorLength()).isEqualTo(1024);
      assertThat(request.limits()).isEqualTo(Limits.titanTextV2());
      assertThat(request.textOverflow()).isEqualTo(TextOverflow.STRICT);
      assertThat(texts.embed(request).embedding().length()).isEqualTo(1024);
      assertThat(tuned.requestBuilder().text("a").build().limits()).isEqualTo(few);
      assertThat(tuned.textRequest().text("a").build().vectorLength()).isEqualTo(384);
    }
  }

  @ParameterizedTest
  @EnumSource
  void builderRejectsALengthThatTheModelLacks(ClientMode mode) {
    assertThat(
            Failures.violations(
                () ->
                    mode.client(
                        stub,
                        builder -> builder.modelId(V2).embeddingConfig(EmbeddingConfig.of(384)))))
        .extracting(Violation::path)
        .containsExactly("dimensions");
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheLongestTexts(ClientMode mode) {
    try (EitherClient texts = client(mode, V2);
        EitherClient older = client(mode, V1)) {
      String tokens = "a,".repeat(4_096);
      String characters = "x".repeat(40_000) + " ".repeat(10_000);

      assertThat(texts.embedText(r -> r.text(tokens)).inputTextTokenCount()).hasValue(8_192);
      assertThat(texts.embedText(r -> r.text(characters)).inputTextTokenCount()).hasValue(8_000);
      assertThat(older.embedText(r -> r.text(tokens)).inputTextTokenCount()).hasValue(8_192);
      assertThat(refusal(() -> older.embedText(r -> r.text(tokens + "a"))).violations())
          .extracting(Violation::code)
          .containsExactly("text.too-many-tokens");
    }
  }

  /** The service may count characters as UTF-16 does, where the library counts code points. */
  @ParameterizedTest
  @EnumSource
  void cutsATextAgainByTheServicesCharacters(ClientMode mode) {
    String text = "smile     ".repeat(5_500);
    stub.enqueue(malformed(": expected maxLength: 50000, actual: 63000"));
    try (EitherClient texts = client(mode, V2)) {
      EmbeddingResponse response =
          texts.embedText(
              r ->
                  r.text(text)
                      .textOverflow(TextOverflow.TRUNCATE)
                      .limits(
                          Limits.titanTextV2().toBuilder()
                              .set(Limit.TEXT_CHARACTERS, 60_000)
                              .set(Limit.TEXT_TOKENS, 60_000)
                              .build()));

      assertThat(response.attempts()).isEqualTo(2);
      assertThat(response.truncation())
          .hasValueSatisfying(
              cut -> {
                assertThat(cut.cuts()).isEqualTo(1);
                assertThat(cut.keptLength()).isLessThanOrEqualTo(50_000);
              });
    }
  }

  /** Bits are required only if they are requested; the same body serves both. */
  @ParameterizedTest
  @EnumSource
  void requiresTheRequestedForms(ClientMode mode) {
    List<String> bodies = new ArrayList<>();
    try (EitherClient texts =
        mode.over(
            call -> {
              bodies.add(new String(call.body(), UTF_8));
              return InvokeReply.ofJson(TitanStub.embeddingJson(256));
            },
            builder -> builder.modelId(V2))) {
      EmbeddingResponse floats = texts.embedText(r -> r.text("a").dimensions(256));
      assertThat(floats.embedding().length()).isEqualTo(256);
      assertThrows(
          MalformedReplyException.class,
          () ->
              texts.embedText(
                  r -> r.text("a").dimensions(256).embeddingTypes(EmbeddingType.BINARY)));
    }
    assertThat(bodies)
        .containsExactly(
            "{\"inputText\":\"a\",\"dimensions\":256}",
            "{\"inputText\":\"a\",\"dimensions\":256,\"embeddingTypes\":[\"float\",\"binary\"]}");
  }

  @ParameterizedTest
  @EnumSource
  void stubRepliesWithoutHttp(ClientMode mode) {
    try (EitherClient texts = mode.over(TitanStub::reply, builder -> builder.modelId(V2));
        EitherClient older = texts.withModel(V1)) {
      assertThat(
              texts
                  .embedText(r -> r.text("a").embeddingTypes(EmbeddingType.BINARY))
                  .binaryEmbedding())
          .isPresent();
      assertThat(older.embedText(r -> r.text("a")).embedding().length()).isEqualTo(1536);
    }
  }
}
