package io.github.titanembeddings.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripted responses, quotas and latency. */
class StubScriptTest {
  @AutoClose private final TitanStub stub = TitanStub.start();

  @Test
  void returnsScriptedResponses() {
    stub.enqueue(
        StubResponse.message("boom"),
        StubResponse.body("{}"),
        StubResponse.error(403, "AccessDeniedException", "no"),
        StubResponse.connectionReset());
    stub.enqueue(1, StubResponse.emptyReply()).enqueue(StubResponse.brokenBody());
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
  void throttlesAboveTheQuotaPerMinute() {
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
  void delaysVectors() {
    stub.latency(Duration.ofMillis(30));

    assertThat(stub.client().embed(r -> r.text("a")).serviceLatency())
        .hasValue(Duration.ofMillis(30));
  }

  @Test
  void responsesAreValues() {
    assertThat(StubResponse.throttled().header("a", "b"))
        .isEqualTo(StubResponse.throttled().header("a", "b"))
        .isNotEqualTo(StubResponse.throttled());
    assertThat(StubResponse.throttled()).hasToString("StubResponse[429 ThrottlingException]");
    assertThat(StubResponse.emptyReply()).hasToString("StubResponse[EMPTY_REPLY]");
  }

  static Stream<Arguments> invalidScripts() {
    Duration tooLong = Duration.ofMillis(Integer.MAX_VALUE).plusMillis(1);
    Duration negative = Duration.ofMillis(-1);
    StubResponse response = StubResponse.throttled();
    return Stream.of(
        refused("times must be 0 or more, not -1", stub -> stub.enqueue(-1, response)),
        refused("times must be 0 or more, not -1", stub -> stub.throttle(-1)),
        refused("times must be 0 or more, not -1", stub -> stub.fineTuning().enqueue(-1, response)),
        refused("requests must be 0 or more, not -1", stub -> stub.requestsPerMinute(-1)),
        refused(
            "latency must be from 0 to 2147483647 ms, not PT-0.001S",
            stub -> stub.latency(negative)),
        refused(
            "latency must be from 0 to 2147483647 ms, not " + tooLong,
            stub -> stub.latency(tooLong)),
        refused(
            "delay must be from 0 to 2147483647 ms, not PT-0.001S",
            stub -> response.after(negative)),
        refused(
            "delay must be from 0 to 2147483647 ms, not PT960H",
            stub -> response.after(Duration.ofDays(40))),
        refused(
            "delay must be from 0 to 2147483647 ms",
            stub -> response.after(ChronoUnit.FOREVER.getDuration())),
        refused("status must be from 200 to 599, not 199", stub -> StubResponse.error(199, "", "")),
        refused("status must be from 200 to 599, not 600", stub -> StubResponse.error(600, "", "")),
        refused("length must be 1 or more, not 0", stub -> TitanStub.embeddingJson(0)));
  }

  private static Arguments refused(String message, Consumer<TitanStub> script) {
    return Arguments.of(message, script);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalidScripts")
  void rejectsInvalidScripts(String message, Consumer<TitanStub> script) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> script.accept(stub))
        .withMessageStartingWith(message);

    assertThat(stub.client().embed(r -> r.text("a")).embedding().length()).isEqualTo(1024);
  }

  @Test
  void acceptsBoundaryValues() {
    StubResponse.error(599, "", "").after(Duration.ofMillis(Integer.MAX_VALUE));
    stub.enqueue(0, StubResponse.throttled()).latency(Duration.ZERO);
    stub.client().embed(r -> r.text("a"));
    assertThat(TitanStub.embeddingJson(1)).matches(".*\\[-?1.0\\].*");

    stub.requestsPerMinute(0);
    try (TitanEmbeddingsClient titan = stub.clientBuilder().maxAttempts(1).build()) {
      assertThat(failure(ServiceException.class, titan).kind())
          .isEqualTo(ServiceException.Kind.THROTTLED);
    }
  }

  private static <T extends Throwable> T failure(Class<T> type, TitanEmbeddingsClient titan) {
    return assertThrows(type, () -> titan.embed(r -> r.text("a")));
  }
}
