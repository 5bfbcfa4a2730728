package io.github.titanembeddings.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.EmbeddingListener.CallInfo;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkListener;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.InvokeRetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Retries are reported, and their number equals that on the server. */
class RetriesTest {
  @AutoClose private static final TitanStub STUB = TitanStub.start();
  private final Notes notes = new Notes();

  private static final class Notes implements EmbeddingListener {
    private final List<InvokeRetry> retries = new CopyOnWriteArrayList<>();

    @Override
    public void onRetry(CallInfo call, InvokeRetry retry) {
      assertThat(call.number()).isEqualTo(1);
      retries.add(retry);
    }
  }

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  @ParameterizedTest
  @EnumSource
  void reportsTheAttemptsOfACallThatSucceedsAfterRetries(ClientMode mode) {
    STUB.enqueue(
        StubResponse.error(503, "ServiceUnavailableException", "busy"),
        StubResponse.error(429, "", "wait").header("Retry-After", "-5"),
        StubResponse.connectionReset());
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(4).listener(notes))) {
      EmbeddingResponse response = titan.embed(r -> r.text("a"));

      assertThat(response.attempts()).isEqualTo(4).isEqualTo(STUB.requests().size());
    }
    assertThat(notes.retries).extracting(InvokeRetry::attempt).containsExactly(2, 3, 4);
    assertThat(notes.retries).extracting(InvokeRetry::delay).noneMatch(Duration::isNegative);
    assertThat(notes.retries)
        .extracting(InvokeRetry::reason)
        .startsWith("HTTP 503 ServiceUnavailableException", "HTTP 429")
        .element(2)
        .asString()
        .contains("Exception");
  }

  /** The blocking client of the AWS SDK would wait until the call times out. */
  @ParameterizedTest
  @EnumSource
  void returnsALongRetryAfterToTheCaller(ClientMode mode) {
    STUB.enqueue(
        2,
        StubResponse.error(429, "ThrottlingException", "Too many requests")
            .header("Retry-After", "86400"));
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(2).listener(notes))) {
      ServiceException refusal =
          assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.THROTTLED);
      assertThat(refusal.retryAfter()).hasValue(Duration.ofDays(1));
      assertThat(refusal.attempts()).isEqualTo(2).isEqualTo(STUB.requestCount());
    }
    assertThat(notes.retries).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void retriesATruncatedReply(ClientMode mode) {
    STUB.enqueue(StubResponse.body("{\"embedding\":[1,2"), StubResponse.body(""));
    try (EitherClient titan = mode.client(STUB, c -> c.maxAttempts(3).listener(notes))) {
      assertThat(titan.embed(r -> r.text("a")).attempts()).isEqualTo(3);
    }
    assertThat(STUB.requestCount()).isEqualTo(3);
    assertThat(notes.retries).extracting(InvokeRetry::reason).containsOnly("IOException");
  }

  @ParameterizedTest
  @EnumSource
  void firstRequestIsAnAttemptAndNoRetry(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB, c -> c.listener(notes))) {
      assertThat(titan.embed(r -> r.text("a")).attempts()).isEqualTo(1);
      if (mode == ClientMode.ASYNC) {
        assertThat(titan.withoutRetries().embed(r -> r.text("a")).attempts()).isEqualTo(1);
      }
    }
    assertThat(notes.retries).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void countsRequestsBeforeATruncation(ClientMode mode) {
    try (EitherClient titan =
        mode.client(STUB, c -> c.textOverflow(TextOverflow.TRUNCATE).listener(notes))) {
      EmbeddingResponse response = titan.embed(r -> r.text("x-y-z ".repeat(300)));

      assertThat(response.attempts()).isGreaterThan(1).isEqualTo(STUB.requests().size());
    }
    assertThat(notes.retries).hasSize(STUB.requests().size() - 1);
    assertThat(notes.retries.get(0).reason()).contains("the text was cut");
  }

  @ParameterizedTest
  @EnumSource
  void countsRequestsBeforeATruncationInAFailure(ClientMode mode) {
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

      assertThat(refusal.attempts()).isEqualTo(4).isEqualTo(STUB.requests().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void customTransportReportsAttemptsAndRetries(ClientMode mode) {
    InvokeRetry retry = new InvokeRetry(2, Duration.ofMillis(7), "mine");
    InvokeReply reply =
        InvokeReply.builder(InvokeReply.ofJson(TitanStub.embeddingJson(1024)).body())
            .attempts(2)
            .build();
    try (EitherClient titan =
        mode.over(
            call -> {
              call.onRetry().accept(retry);
              return reply;
            },
            c -> c.listener(notes))) {
      assertThat(titan.embed(r -> r.text("a")).attempts()).isEqualTo(2);
    }
    assertThat(notes.retries).containsExactly(retry);
  }

  @Test
  void bulkCountsAllRequestsOfAnItem() {
    STUB.enqueue(
        StubResponse.error(503, "ServiceUnavailableException", "busy"),
        StubResponse.error(500, "InternalServerException", "oops"));
    List<String> retries = new CopyOnWriteArrayList<>();
    BulkListener listener =
        new BulkListener() {
          @Override
          public void onRetry(String key, InvokeRetry retry) {
            assertThat(retry.delay()).isPositive();
            retries.add(key + " " + retry.attempt() + " " + retry.reason());
          }

          @Override
          public void onEnd(BulkSummary summary) {
            retries.add("finished");
          }
        };
    try (TitanEmbeddingsAsyncClient titan = STUB.asyncClient();
        var run =
            BulkEmbedder.of(titan, BulkOptions.builder().listener(listener).build())
                .start(List.of(BulkItem.of("k", EmbeddingRequest.ofText("a"))))) {
      BulkOutcome outcome = run.stream().toList().get(0);

      assertThat(outcome)
          .isInstanceOfSatisfying(
              BulkOutcome.Embedded.class,
              embedded -> assertThat(embedded.response().attempts()).isEqualTo(3));
    }
    assertThat(STUB.requestCount()).isEqualTo(3);
    assertThat(retries)
        .containsExactly(
            "k 2 HTTP 503 ServiceUnavailableException",
            "k 3 HTTP 500 InternalServerException",
            "finished");
  }

  @Test
  void bulkCountsRequestsBeforeATruncation() {
    StubResponse tooLong =
        StubResponse.error(
            400,
            "ValidationException",
            "400 Bad Request: Too many input tokens. Max input tokens: 256, request input token"
                + " count: 300 ");
    STUB.enqueue(
        tooLong, StubResponse.error(503, "ServiceUnavailableException", "busy"), tooLong, tooLong);
    try (TitanEmbeddingsAsyncClient titan =
            STUB.asyncClientBuilder().textOverflow(TextOverflow.TRUNCATE).build();
        var run =
            BulkEmbedder.of(titan, BulkOptions.defaults())
                .start(List.of(BulkItem.of("k", EmbeddingRequest.ofText("a word ".repeat(50)))))) {
      BulkOutcome outcome = run.stream().toList().get(0);

      assertThat(outcome)
          .isInstanceOfSatisfying(
              BulkOutcome.Embedded.class,
              embedded -> assertThat(embedded.response().attempts()).isEqualTo(5));
    }
    assertThat(STUB.requestCount()).isEqualTo(5);
  }
}
