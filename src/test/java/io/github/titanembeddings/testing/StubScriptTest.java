package io.github.titanembeddings.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What the stand-in is told to answer in place of a vector, and when. */
class StubScriptTest {
  private final TitanStub stub = TitanStub.start();

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void answersAsTheScriptSays() {
    stub.answerNext(
        StubAnswer.message("boom"),
        StubAnswer.body("{"),
        StubAnswer.error(403, "AccessDeniedException", "no"),
        StubAnswer.connectionReset());
    stub.answerNext(1, StubAnswer.emptyReply()).answerNext(StubAnswer.brokenBody());
    try (TitanEmbeddingsClient titan = stub.clientBuilder().maxAttempts(1).build()) {
      failure(ServiceException.class, titan);
      failure(MalformedReplyException.class, titan);
      failure(ServiceException.class, titan);
      for (int i = 0; i < 3; i++) {
        assertThat(failure(TransportException.class, titan).kind())
            .isEqualTo(TransportException.Kind.CONNECTION);
      }
      titan.embed(r -> r.text("a"));
    }
    assertThat(stub.requests())
        .extracting(StubRequest::status)
        .containsExactly(200, 200, 403, 0, 0, 0, 200);
  }

  @Test
  void throttlesByAQuotaOfTheMinute() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:30Z"));
    InstantSource clock = now::get;
    stub.requestsPerMinute(2, clock);
    try (TitanEmbeddingsClient titan = stub.clientBuilder().maxAttempts(1).build()) {
      titan.embed(r -> r.text("a"));
      titan.embed(r -> r.text("a"));
      assertThat(failure(ServiceException.class, titan).kind())
          .isEqualTo(ServiceException.Kind.THROTTLED);
      now.set(Instant.parse("2026-01-01T00:01:00Z"));
      titan.embed(r -> r.text("a"));
    }
    stub.requestsPerMinute(1_000);
    stub.client().embed(r -> r.text("a"));
  }

  @Test
  void takesItsTime() {
    stub.latency(Duration.ofMillis(30));

    assertThat(stub.client().embed(r -> r.text("a")).serviceLatency())
        .hasValue(Duration.ofMillis(30));
  }

  @Test
  void answersAreValues() {
    EqualsVerifier.forClass(StubAnswer.class).suppress(Warning.NULL_FIELDS).verify();
    assertThat(StubAnswer.throttled()).hasToString("StubAnswer[429 ThrottlingException]");
    assertThat(StubAnswer.emptyReply()).hasToString("StubAnswer[EMPTY_REPLY]");
  }

  private static <T extends Throwable> T failure(Class<T> type, TitanEmbeddingsClient titan) {
    return Assertions.assertThrows(type, () -> titan.embed(r -> r.text("a")));
  }
}
