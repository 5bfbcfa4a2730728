package io.github.titanembeddings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.Transport;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both clients over custom transports. */
class CustomTransportTest {
  private static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("NullAway") // a mistake of the transport
  void reportsANullReply(ClientMode mode) {
    try (EitherClient titan = mode.over(call -> null, c -> {})) {
      assertThatNullPointerException()
          .isThrownBy(() -> titan.embed(r -> r.text("a")))
          .withMessage("the transport returned null in place of a reply");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // a mistake of the transport
  void reportsANullFuture() {
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder().transport(call -> null).build()) {
      assertThat(titan.embed(r -> r.text("a")))
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(NullPointerException.class)
          .withMessage("the transport returned null in place of a future");
    }
  }

  @ParameterizedTest
  @EnumSource
  void acceptsALambdaAsTransport(ClientMode mode) {
    List<InvokeCall> calls = new ArrayList<>();
    try (EitherClient titan =
        mode.over(
            call -> {
              calls.add(call);
              return GOOD;
            },
            c -> c.modelId(ModelId.of("mine")))) {
      titan.embed(r -> r.text("ä").outputEmbeddingLength(256));
    }
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).modelId()).isEqualTo(ModelId.of("mine"));
    assertThat(new String(calls.get(0).body(), UTF_8))
        .isEqualTo("{\"inputText\":\"ä\",\"embeddingConfig\":{\"outputEmbeddingLength\":256}}");
  }

  @ParameterizedTest
  @EnumSource
  void returnsHeadersInTheResponse(ClientMode mode) {
    InvokeReply reply =
        InvokeReply.builder(GOOD.body())
            .requestId("id-1")
            .serviceLatency(Duration.ofMillis(42))
            .inputTokenCount(3)
            .build();
    try (EitherClient titan =
        mode.over(call -> reply, c -> c.embeddingConfig(EmbeddingConfig.of(256)))) {
      EmbeddingResponse response = titan.embed(r -> r.text("a"));

      assertThat(response.requestId()).hasValue("id-1");
      assertThat(response.serviceLatency()).hasValue(Duration.ofMillis(42));
      assertThat(response.inputTokenCount()).hasValue(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void throwsTheMessageOfAReply(ClientMode mode) {
    InvokeReply reply =
        InvokeReply.builder("{\"embedding\":null,\"message\":\"could not decode\"}".getBytes(UTF_8))
            .requestId("id-2")
            .build();
    try (EitherClient titan = mode.over(call -> reply, c -> {})) {
      ServiceException failure =
          assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(failure.kind()).isEqualTo(ServiceException.Kind.MODEL_ERROR);
      assertThat(failure.statusCode()).isEqualTo(200);
      assertThat(failure.requestId()).hasValue("id-2");
      assertThat(failure).hasMessageContaining("could not decode");
      assertThat(failure.isRetryable()).as("bulk runs retry it").isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesTheViolationInTheMessageOfAReply(ClientMode mode) {
    InvokeReply reply =
        InvokeReply.builder("{\"message\":\"Image exceeds max pixels allowed\"}".getBytes(UTF_8))
            .attempts(2)
            .build();
    try (EitherClient titan = mode.over(call -> reply, c -> {})) {
      ServiceException failure =
          assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(failure.kind()).isEqualTo(ServiceException.Kind.REJECTED);
      assertThat(failure.attempts()).isEqualTo(2);
      assertThat(failure.violations())
          .extracting(Violation::code)
          .containsExactly(ViolationCodes.IMAGE_TOO_MANY_PIXELS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void abbreviatesALongMessage(ClientMode mode) {
    InvokeReply reply = InvokeReply.ofJson("{\"message\":\"" + "x".repeat(10_000) + "\"}");
    try (EitherClient titan = mode.over(call -> reply, c -> {})) {
      ServiceException failure =
          assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
      assertThat(failure.getMessage()).hasSizeLessThan(600).endsWith("…");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failsWithTheExceptionOfTheLambda(ClientMode mode) {
    RuntimeException mine = new IllegalArgumentException("mine");
    try (EitherClient titan = mode.over(call -> GOOD, c -> {})) {
      assertThat(
              assertThrows(
                  RuntimeException.class,
                  () ->
                      titan.embed(
                          (java.util.function.Consumer<EmbeddingRequest.Builder>)
                              r -> {
                                throw mine;
                              })))
          .isSameAs(mine);
    }
  }

  @ParameterizedTest
  @EnumSource
  void truncatesAfterATokenMessageInAReply(ClientMode mode) {
    List<InvokeCall> calls = new ArrayList<>();
    try (EitherClient titan =
        mode.over(
            call -> {
              calls.add(call);
              return calls.size() > 1
                  ? GOOD
                  : InvokeReply.ofJson(
                      "{\"message\":\"Too many input tokens. Max input tokens: 256, request input"
                          + " token count: 512\"}");
            },
            c -> c.textOverflow(TextOverflow.TRUNCATE).embeddingConfig(EmbeddingConfig.of(256)))) {
      assertThat(titan.embed(r -> r.text("a b c d")).truncation().orElseThrow().keptLength())
          .isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rejectsAVectorOfAnotherLength(ClientMode mode) {
    try (EitherClient titan = mode.over(call -> GOOD, c -> {})) {
      MalformedReplyException malformed =
          assertThrows(MalformedReplyException.class, () -> titan.embed(r -> r.text("a")));
      assertThat(malformed).hasMessage("expected 1024 floats, got 256 at $.embedding");
    }
  }

  @ParameterizedTest
  @EnumSource
  void passesOnExceptionsOfTheTransport(ClientMode mode) {
    RuntimeException failure = new IllegalArgumentException("mine");
    try (EitherClient titan =
        mode.over(
            call -> {
              throw failure;
            },
            c -> {})) {
      assertThat(assertThrows(RuntimeException.class, () -> titan.embed(r -> r.text("a"))))
          .isSameAs(failure);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedClientFailsBeforeAnyCheck(ClientMode mode) {
    EitherClient titan = mode.over(call -> GOOD, c -> {});
    titan.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> titan.embedSeparately(EmbeddingRequest.ofText("half an item")));
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullFailsImmediately() {
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(call -> CompletableFuture.completedFuture(GOOD))
            .build()) {
      assertThatNullPointerException().isThrownBy(() -> titan.embed((EmbeddingRequest) null));
      assertThatNullPointerException().isThrownBy(() -> titan.withModel(null));
      assertThatNullPointerException()
          .isThrownBy(() -> titan.embedSeparately(null))
          .withMessage("request");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> TitanEmbeddingsClient.builder().transport(null));
  }

  @Test
  void cancellingTheFutureCancelsTheTransportCall() {
    CompletableFuture<InvokeReply> beneath = new CompletableFuture<>();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder().transport(call -> beneath).build()) {
      CompletableFuture<EmbeddingResponse> response = titan.embed(r -> r.text("a"));
      response.cancel(true);

      assertThat(beneath).isCancelled();
      assertThat(response).isCancelled();
    }
  }

  @Test
  void returnsTheVectorOfTheReply() {
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .transport(call -> GOOD)
            .embeddingConfig(EmbeddingConfig.of(256))
            .build()) {
      Embedding embedding = titan.embed(EmbeddingRequest.ofText("a")).embedding();
      assertThat(embedding.length()).isEqualTo(256);
      assertThat(titan.modelId()).isEqualTo(ModelId.onDemand());
    }
  }

  static Stream<Arguments> checkedFailures() {
    return Stream.of(
            Arguments.of(new IOException("broken"), TransportException.Kind.CONNECTION),
            Arguments.of(new ConnectException("refused"), TransportException.Kind.CONNECTION),
            Arguments.of(new Exception("odd"), TransportException.Kind.CONNECTION),
            Arguments.of(new HttpTimeoutException("late"), TransportException.Kind.TIMEOUT),
            Arguments.of(new SocketTimeoutException("late"), TransportException.Kind.TIMEOUT),
            Arguments.of(new TimeoutException("late"), TransportException.Kind.TIMEOUT),
            Arguments.of(new InterruptedIOException("left"), TransportException.Kind.INTERRUPTED))
        .flatMap(
            row ->
                Stream.of(ClientMode.values())
                    .map(mode -> Arguments.of(mode, row.get()[0], row.get()[1])));
  }

  @ParameterizedTest
  @MethodSource("checkedFailures")
  void wrapsACheckedException(ClientMode mode, Exception thrown, TransportException.Kind kind) {
    Transport sync =
        call -> {
          throw thrown;
        };
    AsyncTransport async = call -> CompletableFuture.failedFuture(thrown);
    try (EitherClient titan =
        mode.client(
            c -> {
              if (c instanceof TitanEmbeddingsClient.Builder builder) {
                builder.transport(sync);
              } else if (c instanceof TitanEmbeddingsAsyncClient.Builder builder) {
                builder.transport(async);
              }
            })) {
      TransportException failure =
          assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasCause(thrown).hasMessageContaining(thrown.getMessage());
    }
  }

  @Test
  void interruptionOfATransportKeepsTheFlag() {
    Transport interrupted =
        call -> {
          throw new InterruptedException("left");
        };
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder().transport(interrupted).build()) {
      TransportException failure =
          assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure.kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
    }
  }
}
