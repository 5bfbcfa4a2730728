package io.github.titanembeddings.client.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests for another model and inputs beyond the limits of the text models, with both clients.
 */
class TextModelRejectionsTest extends TextModelFixture {
  static Stream<Arguments> requestsOfOtherModels() {
    EmbeddingRequest text = EmbeddingRequest.ofText("a");
    EmbeddingRequest image = EmbeddingRequest.ofImage(ImageInput.of(TestImages.png(3, 3)));
    ModelRequest v2 = TextEmbeddingRequest.of("a");
    ModelRequest v1 = TextEmbeddingRequest.builder(ModelFamily.TEXT_V1).text("a").build();
    ModelId uncertain = ModelId.provisioned(THROUGHPUT);
    return Stream.of(ClientMode.values())
        .flatMap(
            mode ->
                Stream.of(
                    Arguments.of(mode, V2, text),
                    Arguments.of(mode, V2, image),
                    Arguments.of(mode, V2, v1),
                    Arguments.of(mode, V1, image),
                    Arguments.of(mode, V1, v2),
                    Arguments.of(mode, ModelId.onDemand(), v2),
                    Arguments.of(mode, ModelId.onDemand(), v1),
                    Arguments.of(mode, uncertain, v2)));
  }

  @ParameterizedTest
  @MethodSource("requestsOfOtherModels")
  void rejectsARequestForAnotherModelBeforeSending(
      ClientMode mode, ModelId model, ModelRequest request) {
    try (EitherClient titan = client(mode, model)) {
      InvalidRequestException refusal =
          assertThrows(InvalidRequestException.class, () -> titan.embed(request));

      assertOtherModel(refusal, request.family(), model);
      assertThat(stub.requestCount()).isZero();
    }
  }

  private static void assertOtherModel(
      InvalidRequestException refusal, ModelFamily of, ModelId model) {
    assertThat(refusal.violations())
        .extracting(Violation::path, Violation::code)
        .containsExactly(tuple("modelId", "model.other-payload"));
    assertThat(refusal)
        .hasMessageContaining("a request for " + of + ", but the client's model is " + model)
        .hasMessageContaining("ModelFamily." + of.name());
  }

  @ParameterizedTest
  @EnumSource
  void rejectsRequestsBuiltForAnotherModel(ClientMode mode) {
    try (EitherClient titan = client(mode, ModelId.onDemand());
        EitherClient texts = client(mode, V2)) {
      List<Executable> calls =
          List.of(
              () -> texts.embed(r -> r.text("a")),
              () -> texts.requestBuilder(),
              () ->
                  texts.embedSeparately(
                      EmbeddingRequest.builder().text("a").image(TestImages.png(3, 3)).build()));
      for (Executable call : calls) {
        assertOtherModel(
            assertThrows(InvalidRequestException.class, call), ModelFamily.MULTIMODAL_G1, V2);
      }
      assertOtherModel(
          assertThrows(InvalidRequestException.class, () -> titan.embedText(r -> r.text("a"))),
          ModelFamily.TEXT_V2,
          ModelId.onDemand());
      assertThat(stub.requestCount()).isZero();
    }
  }

  /** Where only the service knows the model behind an ID, its refusal is explained. */
  @ParameterizedTest
  @EnumSource
  void explainsTheServicesRejectionOfAnotherModelsRequest(ClientMode mode) {
    ModelId stated = ModelId.provisioned(THROUGHPUT, ModelFamily.TEXT_V2);
    try (EitherClient texts = client(mode, stated)) {
      ServiceException refusal = refusal(() -> texts.embedText(r -> r.text("a").dimensions(512)));

      assertThat(refusal)
          .hasMessageStartingWith(
              "REJECTED: model "
                  + THROUGHPUT
                  + " does not accept requests for Titan Text Embeddings V2")
          .hasMessageContaining("extraneous key [dimensions] is not permitted")
          .hasMessageContaining("ModelFamily");
      assertThat(refusal.violations())
          .extracting(Violation::code)
          .containsExactly("model.other-payload");
    }
    stub.model(stated);
    try (EitherClient titan = client(mode, ModelId.provisioned(THROUGHPUT))) {
      ImageInput image = ImageInput.of(TestImages.png(3, 3));
      for (Executable call :
          List.<Executable>of(
              () -> titan.embed(r -> r.image(image)),
              () -> titan.embed(r -> r.text("a").outputEmbeddingLength(256)))) {
        assertThat(refusal(call))
            .hasMessageContaining("does not accept requests for Titan Multimodal Embeddings G1")
            .satisfies(
                e ->
                    assertThat(e.violations())
                        .extracting(Violation::code)
                        .containsExactly("model.other-payload"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void explainsTheServicesLimits(ClientMode mode) {
    try (EitherClient texts = client(mode, V2)) {
      ServiceException tokens =
          refusal(
              () ->
                  texts.embedText(r -> r.text("a,".repeat(4_097)).textOverflow(TextOverflow.SEND)));
      assertThat(tokens.violations())
          .singleElement()
          .satisfies(
              violation -> {
                assertThat(violation.code()).isEqualTo("text.too-many-tokens");
                assertThat(violation.actual()).isEqualTo("8,194 tokens by the service's count");
              });

      ServiceException characters =
          refusal(
              () ->
                  texts.embedText(r -> r.text("x".repeat(50_001)).textOverflow(TextOverflow.SEND)));
      assertThat(characters.kind()).isEqualTo(ServiceException.Kind.REJECTED);
      assertThat(characters.violations())
          .singleElement()
          .satisfies(
              violation -> {
                assertThat(violation.code()).isEqualTo("text.too-many-characters");
                assertThat(violation.path()).isEqualTo("inputText");
                assertThat(violation.actual())
                    .isEqualTo("50,001 characters by the service's count");
                assertThat(violation.limit()).isEqualTo("at most 50,000 characters");
              });

      stub.enqueue(malformed(""));
      assertThat(refusal(() -> texts.embedText(r -> r.text("a"))).violations())
          .singleElement()
          .satisfies(
              violation -> {
                assertThat(violation.code()).isEqualTo("body.malformed");
                assertThat(violation.remedy()).contains("ModelFamily");
              });
    }
  }
}
