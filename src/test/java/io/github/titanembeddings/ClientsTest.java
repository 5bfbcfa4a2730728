package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both clients over the real AWS SDK and real HTTP. */
class ClientsTest {
  private static final byte[] IMAGE = TestImages.jpeg(64, 48);
  private static final String ARN =
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456";

  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @TempDir private Path folder;

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  @ParameterizedTest
  @EnumSource
  void embedsText(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB)) {
      EmbeddingResponse response = titan.embed(r -> r.text("red running shoe"));

      assertThat(response.embedding().length()).isEqualTo(1024);
      assertThat(response.embedding().norm()).isEqualTo(1, within(1e-5));
      assertThat(response.inputTextTokenCount()).hasValue(4);
      assertThat(response.inputTokenCount()).hasValue(4);
      assertThat(response.requestId()).isPresent();
      assertThat(response.serviceLatency()).hasValue(Duration.ZERO);
      assertThat(response.truncation()).isEmpty();
      assertThat(response.adjustment()).isEmpty();
    }
    assertThat(STUB.requests())
        .extracting(StubRequest::modelId)
        .containsExactly("amazon.titan-embed-image-v1");
  }

  @ParameterizedTest
  @EnumSource
  void embedsImagesFromMemoryFilesAndStreams(ClientMode mode) throws IOException {
    Path file = Files.write(folder.resolve("image.jpg"), IMAGE);
    try (EitherClient titan = mode.client(STUB)) {
      Embedding expected = titan.embed(r -> r.image(ImageInput.of(IMAGE))).embedding();

      assertThat(titan.embed(r -> r.image(ImageInput.of(file))).embedding()).isEqualTo(expected);
      ImageInput stream = ImageInput.of(new ByteArrayInputStream(IMAGE));
      assertThat(titan.embed(r -> r.image(stream)).embedding()).isEqualTo(expected);
      assertThat(titan.embed(r -> r.image(stream)).embedding()).isEqualTo(expected);
    }
    assertThat(STUB.requests())
        .extracting(r -> Objects.requireNonNull(r.image()).byteCount())
        .containsOnly((long) IMAGE.length);
  }

  @ParameterizedTest
  @EnumSource
  void jointVectorIsTheAverageOfTheService(ClientMode mode) {
    EmbeddingRequest both =
        EmbeddingRequest.builder()
            .text("shoe")
            .image(ImageInput.of(IMAGE))
            .outputEmbeddingLength(256)
            .build();
    try (EitherClient titan = mode.client(STUB)) {
      SeparateEmbeddings three = titan.embedSeparately(both);
      Embedding average =
          Embedding.weightedAverage(three.image().embedding(), 1, three.text().embedding(), 1);

      assertThat(three.joint().embedding().cosine(average)).isEqualTo(1, within(1e-6));
      assertThat(three.joint())
          .satisfies(j -> assertThat(j.embedding()).isEqualTo(titan.embed(both).embedding()));
    }
    assertThat(STUB.requests()).hasSize(4);
    assertThat(STUB.requests().get(0).text()).isNull();
    assertThat(STUB.requests().get(1).image()).isNull();
    assertThat(STUB.requests().get(2).text()).isNotNull();
    assertThat(STUB.requests().get(2).image()).isNotNull();
    assertThat(STUB.requests()).extracting(StubRequest::outputEmbeddingLength).containsOnly(256);
  }

  @ParameterizedTest
  @EnumSource
  void embedSeparatelyRequiresTextAndImage(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB)) {
      assertThat(violation(() -> titan.embedSeparately(EmbeddingRequest.ofText("shoe"))).path())
          .isEqualTo("inputImage");
      assertThat(
              violation(() -> titan.embedSeparately(EmbeddingRequest.ofImage(ImageInput.of(IMAGE))))
                  .path())
          .isEqualTo("inputText");
    }
    assertThat(STUB.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void requestOverridesClientAndClientOverridesService(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB, c -> c.embeddingConfig(EmbeddingConfig.of(384)))) {
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(384);
      assertThat(titan.embed(r -> r.text("a").outputEmbeddingLength(256)).embedding().length())
          .isEqualTo(256);
      assertThat(titan.embed(EmbeddingRequest.ofText("a")).embedding().length()).isEqualTo(384);
      assertThat(titan.embed(titan.requestBuilder().text("a").build()).embedding().length())
          .isEqualTo(384);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientPoliciesPresetTheBuilder(ClientMode mode) {
    Limits few = Limits.titanMultimodalG1().toBuilder().set(Limit.TEXT_TOKENS, 2).build();
    try (EitherClient titan = mode.client(STUB, c -> c.limits(few).imageFit(ImageFit.DOWNSCALE))) {
      assertThat(violation(() -> titan.embed(r -> r.text("a b c"))).limit())
          .isEqualTo("at most 2 tokens");
      assertThat(violation(() -> titan.embed(EmbeddingRequest.ofText("a b c"))).limit())
          .isEqualTo("at most 2 tokens");
      assertThat(titan.embed(r -> r.image(ImageInput.of(TestImages.png(3000, 10)))).adjustment())
          .isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void withModelSharesTheConnection(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB)) {
      EitherClient tuned = titan.withModel(ModelId.provisioned(ARN));
      tuned.embed(r -> r.text("a"));
      titan.embed(r -> r.text("a"));
      tuned.close();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> tuned.embed(r -> r.text("a")));
      titan.embed(r -> r.text("a"));

      assertThat(STUB.requests())
          .extracting(StubRequest::modelId)
          .containsExactly(ARN, "amazon.titan-embed-image-v1", "amazon.titan-embed-image-v1");
      EitherClient other = titan.withModel(ModelId.provisioned(ARN));
      titan.close();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> other.embed(r -> r.text("a")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void useAfterCloseFailsImmediately(ClientMode mode) {
    EitherClient titan = mode.client(STUB);
    titan.close();
    titan.close();

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> titan.embed(r -> r.text("a")))
        .withMessage("the client is closed");
  }

  @ParameterizedTest
  @EnumSource
  void downscalesWithinBothReadingsOfTheLimit(ClientMode mode) {
    STUB.limitEachSide(true);
    byte[] wide = TestImages.jpeg(4000, 500);
    try (EitherClient titan = mode.client(STUB)) {
      ServiceException refusal =
          assertThrows(
              ServiceException.class, () -> titan.embed(r -> r.image(ImageInput.of(wide))));
      assertThat(refusal.violations())
          .extracting(Violation::code)
          .containsExactly("image.too-many-pixels");

      EmbeddingResponse fitted =
          titan.embed(r -> r.image(ImageInput.of(wide)).imageFit(ImageFit.DOWNSCALE));
      assertThat(fitted.adjustment().orElseThrow().sent().width()).isEqualTo(2048);
      assertThat(STUB.requests().get(1).image())
          .isEqualTo(fitted.adjustment().orElseThrow().sent());
    }
  }

  @ParameterizedTest
  @EnumSource
  void checksFilesBeforeSending(ClientMode mode) throws IOException {
    Path large = Files.write(folder.resolve("large.png"), TestImages.png(2049, 2048));
    try (EitherClient titan = mode.client(STUB)) {
      assertThat(violation(() -> titan.embed(r -> r.image(ImageInput.of(large)))).code())
          .isEqualTo("image.too-many-pixels");
      assertThat(
              violation(() -> titan.embed(r -> r.image(ImageInput.of(folder.resolve("none")))))
                  .code())
          .isEqualTo("image.not-found");
    }
    assertThat(STUB.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void rejectsACustomModelWhichOnlyBatchJobsRun(ClientMode mode) {
    ModelId custom =
        ModelId.custom(
            "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-embed-image-v1:0/abc123def456");
    try (TitanStub stub = TitanStub.start();
        EitherClient titan = mode.client(stub)) {
      assertThat(assertThrows(InvalidRequestException.class, () -> titan.withModel(custom)))
          .hasMessageContaining("model.custom-not-invocable");
      assertThrows(InvalidRequestException.class, () -> mode.client(stub, b -> b.modelId(custom)));
    }
  }

  @Test
  void rejectsAFileThatChangesBetweenCheckAndSend() throws IOException {
    Path file = Files.write(folder.resolve("changing.jpg"), Arrays.copyOf(IMAGE, 50_000));
    AtomicInteger steps = new AtomicInteger();
    TitanEmbeddingsAsyncClient.Builder builder =
        TitanEmbeddingsAsyncClient.builder()
            .executor(
                task -> {
                  if (steps.incrementAndGet() == 2) {
                    write(file, Arrays.copyOf(IMAGE, 40_000));
                  }
                  task.run();
                });
    ClientMode.connect(builder, STUB.endpoint());
    try (TitanEmbeddingsAsyncClient titan = builder.build()) {
      InvalidRequestException refusal =
          Failures.of(
              titan.embed(r -> r.image(ImageInput.of(file))), InvalidRequestException.class);

      assertThat(refusal.violations()).extracting(Violation::code).containsExactly("image.changed");
    }
    assertThat(STUB.requests()).isEmpty();
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Violation violation(Runnable action) {
    return Failures.violations(action::run).get(0);
  }
}
