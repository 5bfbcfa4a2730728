package io.github.titanembeddings.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.ClientProtocol;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts and delays in responses: plausible ones are returned, others count as absent. */
class ReplyCountsTest {
  private static final String VECTOR =
      FaultyServer.VECTOR.replaceAll(",?\"inputTextTokenCount\":\\d+", "");

  @AutoClose private static FaultyServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new FaultyServer();
  }

  static Stream<Arguments> counts() {
    return Stream.of(ClientProtocol.BLOCKING, ClientProtocol.ASYNC_HTTP_1)
        .flatMap(
            protocol ->
                Stream.of(
                    Arguments.of(protocol, "0", OptionalInt.of(0)),
                    Arguments.of(protocol, "7", OptionalInt.of(7)),
                    Arguments.of(protocol, "8192", OptionalInt.of(8_192)),
                    Arguments.of(protocol, "8193", OptionalInt.empty()),
                    Arguments.of(protocol, "2000000000", OptionalInt.empty()),
                    Arguments.of(protocol, "2147483647", OptionalInt.empty()),
                    Arguments.of(protocol, "99999999999999999999", OptionalInt.empty()),
                    Arguments.of(protocol, "-1", OptionalInt.empty()),
                    Arguments.of(protocol, "-2147483648", OptionalInt.empty())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("counts")
  void ignoresAnImplausibleCount(ClientProtocol protocol, String count, OptionalInt expected) {
    String body = VECTOR.replaceAll("}\\s*$", ",\"inputTextTokenCount\":" + count + "}");
    server.behave(
        (socket, out) ->
            FaultyServer.write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    + "X-Amzn-Bedrock-Input-Token-Count: "
                    + count
                    + "\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body));

    try (EitherClient titan = client(protocol)) {
      EmbeddingResponse response = titan.embed(r -> r.text("red shoe"));

      assertThat(response.inputTextTokenCount()).isEqualTo(expected);
      assertThat(response.inputTokenCount()).isEqualTo(expected);
      assertThat(response.embedding().length()).isEqualTo(1024);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ASYNC_HTTP_2")
  void acceptsHigherCountsUnderAHigherLimit(ClientProtocol protocol) {
    server.behave(
        (socket, out) ->
            FaultyServer.respond(
                out, 200, "", VECTOR.replaceAll("}\\s*$", ",\"inputTextTokenCount\":9000}")));
    Limits limits = Limits.titanMultimodalG1().toBuilder().set(Limit.TEXT_TOKENS, 10_000).build();

    try (EitherClient titan = client(protocol)) {
      assertThat(titan.embed(r -> r.text("red shoe").limits(limits)).inputTextTokenCount())
          .hasValue(9_000);
    }
  }

  static Stream<Arguments> delays() {
    return Stream.of(ClientProtocol.BLOCKING, ClientProtocol.ASYNC_HTTP_1)
        .flatMap(
            protocol ->
                Stream.of(
                    Arguments.of(protocol, "86400", Duration.ofDays(1)),
                    Arguments.of(protocol, "9999999999", Duration.ofSeconds(Integer.MAX_VALUE)),
                    Arguments.of(protocol, "Sat, 28 Nov 2026 12:00:30 GMT", Duration.ofSeconds(20)),
                    Arguments.of(protocol, "soon", null)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("delays")
  void readsRetryAfterInBothForms(ClientProtocol protocol, String header, Duration expected) {
    server.behave(
        (socket, out) ->
            FaultyServer.write(
                out,
                "HTTP/1.1 429 Slow\r\nContent-Type: application/json\r\nRetry-After: "
                    + header
                    + "\r\nDate: Sat, 28 Nov 2026 12:00:10 GMT\r\nContent-Length: 2\r\n\r\n{}"));

    try (EitherClient titan = client(protocol)) {
      ServiceException failure =
          assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(failure.kind()).isEqualTo(ServiceException.Kind.THROTTLED);
      assertThat(failure.retryAfter().orElse(null)).isEqualTo(expected);
    }
  }

  private static EitherClient client(ClientProtocol protocol) {
    ClientMode mode = protocol == ClientProtocol.BLOCKING ? ClientMode.SYNC : ClientMode.ASYNC;
    return mode.client(
        builder -> {
          ClientMode.connect(builder, server.endpoint());
          ClientMode.oneConnection(builder);
          builder.maxAttempts(1);
        });
  }
}
