package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that are prepared first and embedded later, and calls that are made once. */
class PreparedCallsTest {
  private static final EmbeddingRequest REQUEST = EmbeddingRequest.ofText("red shoe");

  private static final TitanStub STUB = TitanStub.start();

  @AfterAll
  static void stop() {
    STUB.close();
  }

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  @ParameterizedTest
  @EnumSource
  void preparedRequestHasTheSameResult(Mode mode) {
    try (EitherClient titan = mode.client(STUB, b -> b.embeddingConfig(EmbeddingConfig.of(256)))) {
      PreparedRequest prepared = titan.prepare(REQUEST);

      assertThat(STUB.requestCount()).isZero();
      assertThat(prepared.text()).contains("red shoe");
      assertThat(prepared.request().embeddingConfig()).isEqualTo(EmbeddingConfig.of(256));

      assertThat(titan.embed(prepared).embedding()).isEqualTo(titan.embed(REQUEST).embedding());
      assertThat(titan.embed(prepared).embedding().length()).isEqualTo(256);
      assertThat(STUB.requestCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void prepareReportsAnInvalidFile(Mode mode, @TempDir Path folder) throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "no image");
    try (EitherClient titan = mode.client(STUB)) {
      EmbeddingRequest bad = EmbeddingRequest.ofImage(ImageInput.of(notes));

      InvalidRequestException refusal =
          Assertions.assertThrows(InvalidRequestException.class, () -> titan.prepare(bad));

      assertThat(refusal.violations()).isNotEmpty();
      assertThat(STUB.requestCount()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "ASYNC") // bulk runs use it
  void sendsOnceWithoutRetries(Mode mode) {
    try (EitherClient titan = mode.client(STUB)) {
      EitherClient once = titan.withoutRetries();
      STUB.throttle(1);

      ServiceException refusal =
          Assertions.assertThrows(ServiceException.class, () -> once.embed(REQUEST));

      assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.THROTTLED);
      assertThat(refusal.attempts()).isOne();
      assertThat(STUB.requestCount()).isOne();

      once.close();
      STUB.throttle(1);
      titan.embed(REQUEST);
      assertThat(STUB.requestCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedClientPreparesNothing(Mode mode) {
    EitherClient titan = mode.client(STUB);
    PreparedRequest prepared = titan.prepare(REQUEST);
    titan.close();

    Assertions.assertThrows(IllegalStateException.class, () -> titan.prepare(REQUEST));
    Assertions.assertThrows(IllegalStateException.class, () -> titan.embed(prepared));
  }
}
