package io.github.titanembeddings.client.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.TextTruncation;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts with too many tokens, with both clients. */
class TruncationTest {
  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  private static StubResponse tooMany(long max, long counted) {
    return StubResponse.error(
        400,
        "ValidationException",
        "400 Bad Request: Too many input tokens. Max input tokens: "
            + max
            + ", request input token count: "
            + counted
            + " ");
  }

  @ParameterizedTest
  @EnumSource
  void truncatesByTheEstimateThenByTheServiceCount(ClientMode mode) {
    String text = "x-y-z ".repeat(300);
    try (EitherClient titan = mode.client(STUB, c -> c.textOverflow(TextOverflow.TRUNCATE))) {
      EmbeddingResponse response = titan.embed(r -> r.text(text));
      TextTruncation truncation = response.truncation().orElseThrow();

      assertThat(truncation.originalLength()).isEqualTo(text.length());
      assertThat(truncation.cuts()).isBetween(2, 4);
      assertThat(response.inputTextTokenCount().orElseThrow()).isBetween(200, 256);
      String sent = STUB.requests().get(STUB.requests().size() - 1).text();
      assertThat(text.substring(0, truncation.keptLength())).isEqualTo(sent).endsWith("x-y-z");
    }
    assertThat(STUB.requests()).first().satisfies(r -> assertThat(r.status()).isEqualTo(400));
  }

  @ParameterizedTest
  @EnumSource
  void truncatesByTheServiceCountAtMostThreeTimes(ClientMode mode) {
    STUB.enqueue(
        10,
        StubResponse.error(
            400,
            "ValidationException",
            "400 Bad Request: Too many input tokens. Max input tokens: 256, request input token"
                + " count: 300 "));
    try (EitherClient titan = mode.client(STUB, c -> c.textOverflow(TextOverflow.TRUNCATE))) {
      ServiceException refusal =
          assertThrows(
              ServiceException.class, () -> titan.embed(r -> r.text("a word ".repeat(50))));

      assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.REJECTED);
      assertThat(refusal.violations().get(0).actual())
          .isEqualTo("300 tokens by the service's count");
      assertThat(refusal.violations().get(0).limit()).isEqualTo("at most 256 tokens");
    }
    assertThat(STUB.requests()).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void reportsTheServiceCountWithoutTruncation(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB)) {
      ServiceException refusal =
          assertThrows(
              ServiceException.class, () -> titan.embed(r -> r.text("x-y-z-".repeat(100))));

      assertThat(refusal.violations())
          .extracting(Violation::path, Violation::code, Violation::actual)
          .containsExactly(
              tuple("inputText", "text.too-many-tokens", "600 tokens by the service's count"));
    }
    assertThat(STUB.requests()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void returnsTheRejectionIfNothingWouldRemain(ClientMode mode) {
    STUB.enqueue(tooMany(256, 300));
    try (EitherClient titan = mode.client(STUB, c -> c.textOverflow(TextOverflow.TRUNCATE))) {
      ServiceException refusal =
          assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("w")));

      assertThat(refusal.requestId()).isPresent();
    }
    assertThat(STUB.requests()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void endsDespiteImplausibleCounts(ClientMode mode) {
    STUB.enqueue(tooMany(999_999_999, 1), tooMany(0, 0), tooMany(256, 256));
    try (EitherClient titan = mode.client(STUB, c -> c.textOverflow(TextOverflow.TRUNCATE))) {
      assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("some words to be cut")));
    }
    assertThat(STUB.requests()).hasSizeBetween(1, 4);
  }

  @ParameterizedTest
  @EnumSource
  void removesLeadingWhiteSpaceFirst(ClientMode mode) {
    String text = " ".repeat(5_000) + "word ".repeat(300);
    try (EitherClient titan = mode.client(STUB, c -> c.textOverflow(TextOverflow.TRUNCATE))) {
      TextTruncation truncation = titan.embed(r -> r.text(text)).truncation().orElseThrow();

      assertThat(STUB.requests().get(0).text())
          .isEqualTo(text.substring(0, truncation.keptLength()).strip());
      assertThat(truncation.keptLength()).isGreaterThan(6_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheTruncatedTextWithTheImage(ClientMode mode) {
    String text = " " + "a,b,c,d,e,f,g,h ".repeat(20);
    try (EitherClient titan = mode.client(STUB, c -> c.textOverflow(TextOverflow.TRUNCATE))) {
      SeparateEmbeddings separate =
          titan.embedSeparately(
              EmbeddingRequest.builder()
                  .text(text)
                  .textOverflow(TextOverflow.TRUNCATE)
                  .image(ImageInput.of(TestImages.png(9, 9)))
                  .build());

      assertThat(separate.image().truncation()).isEmpty();
      assertThat(separate.joint().truncation()).isPresent().isEqualTo(separate.text().truncation());
    }
    assertThat(STUB.requests()).extracting(StubRequest::status).containsExactly(200, 400, 200, 200);
    assertThat(STUB.requests().get(3).text()).isEqualTo(STUB.requests().get(2).text());
  }

  /** The first request was sent, so NOT_SENT would be wrong for the call. */
  @Test
  void neverReportsACallWithARejectedRequestAsNotSent() {
    Queue<TitanException> failures = new ConcurrentLinkedQueue<>();
    AsyncTransport transport = call -> CompletableFuture.failedFuture(failures.remove());
    EmbeddingRequest request =
        EmbeddingRequest.builder()
            .text("x-y-z ".repeat(300))
            .textOverflow(TextOverflow.TRUNCATE)
            .build();
    for (boolean retryable : new boolean[] {true, false}) {
      try (TitanEmbeddingsClient titan =
              TitanEmbeddingsClient.builder()
                  .transport(
                      call -> {
                        throw failures.remove();
                      })
                  .build();
          TitanEmbeddingsAsyncClient async =
              TitanEmbeddingsAsyncClient.builder().transport(transport).build()) {
        List<Executable> calls =
            List.of(() -> titan.embed(request), () -> Futures.await(async.embed(request)));
        for (Executable call : calls) {
          failures.add(
              ServiceException.builder(
                      ServiceException.Kind.REJECTED,
                      "Too many input tokens. Max input tokens: 256, request input token count: 300 ")
                  .statusCode(400)
                  .build());
          failures.add(
              new TransportException(
                  TransportException.Kind.NOT_SENT, "nothing was sent: no route", null, retryable));

          TransportException failure = assertThrows(TransportException.class, call);
          assertThat(failure.kind()).isEqualTo(TransportException.Kind.CONNECTION);
          assertThat(failure.isRetryable()).isEqualTo(retryable);
          assertThat(failure).hasMessageStartingWith("after the text was cut, ");
        }
      }
    }
  }
}
