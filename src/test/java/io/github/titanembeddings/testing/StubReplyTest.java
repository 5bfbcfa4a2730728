package io.github.titanembeddings.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client over {@link TitanStub#reply} behaves as one over the stub's HTTP server. */
class StubReplyTest {
  private static final ImageInput IMAGE = ImageInput.of(TestImages.png(20, 10));

  private final TitanEmbeddingsClient titan =
      TitanEmbeddingsClient.builder().transport(TitanStub::reply).build();

  static Stream<Consumer<EmbeddingRequest.Builder>> requests() {
    return Stream.of(
        r -> r.text("shoe"),
        r -> r.text("red shoe").outputEmbeddingLength(256),
        r -> r.image(IMAGE).outputEmbeddingLength(384),
        r -> r.text("größe 日本語").image(IMAGE).outputEmbeddingLength(1024));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void returnsSameResponsesAsTheServer(Consumer<EmbeddingRequest.Builder> request) {
    EmbeddingRequest.Builder built = EmbeddingRequest.builder();
    request.accept(built);
    try (TitanStub stub = TitanStub.start()) {
      EmbeddingResponse expected = stub.client().embed(built.build());
      EmbeddingResponse found = titan.embed(built.build());

      assertThat(found.embedding()).isEqualTo(expected.embedding());
      assertThat(found.embedding().length())
          .isEqualTo(built.build().embeddingConfig().outputEmbeddingLength());
      assertThat(found.inputTextTokenCount()).isEqualTo(expected.inputTextTokenCount());
      assertThat(found.inputTokenCount()).isEqualTo(expected.inputTokenCount());
    }
  }

  @Test
  void rejectsWhatTheServerRejects() {
    EmbeddingRequest tooLong =
        EmbeddingRequest.builder()
            .text("shoe ".repeat(300))
            .textOverflow(TextOverflow.SEND)
            .build();
    try (TitanStub stub = TitanStub.start()) {
      ServiceException expected =
          assertThrows(ServiceException.class, () -> stub.client().embed(tooLong));
      ServiceException found = assertThrows(ServiceException.class, () -> titan.embed(tooLong));

      assertThat(found.kind()).isEqualTo(expected.kind());
      assertThat(found.statusCode()).isEqualTo(expected.statusCode());
      assertThat(found.errorCode()).isEqualTo(expected.errorCode());
      assertThat(found.violations()).isEqualTo(expected.violations());
      assertThat(found.violations())
          .extracting(Violation::code)
          .containsExactly("text.too-many-tokens");
    }
  }

  /** As the service: a response for bits alone has no floats. */
  @Test
  void returnsTheFormsThatAreRequested() {
    for (String types : List.of("[\"float\"]", "[\"binary\"]", "[\"float\",\"binary\"]")) {
      InvokeReply reply =
          TitanStub.reply(
              InvokeCall.of(
                  ModelId.onDemand(ModelFamily.TEXT_V2),
                  ("{\"inputText\":\"a\",\"embeddingTypes\":" + types + "}").getBytes(UTF_8)));
      String json = new String(reply.body(), UTF_8);

      assertThat(json.contains("\"embedding\":[")).isEqualTo(types.contains("float"));
      assertThat(json.contains("\"float\":[")).isEqualTo(types.contains("float"));
      assertThat(json.contains("\"binary\":[")).isEqualTo(types.contains("binary"));
    }
  }

  @Test
  void acceptsEveryModel() {
    ModelId other = ModelId.of("some-model-of-tomorrow");

    assertThat(titan.withModel(other).embed(r -> r.text("shoe")).embedding())
        .isEqualTo(titan.embed(r -> r.text("shoe")).embedding());
  }
}
