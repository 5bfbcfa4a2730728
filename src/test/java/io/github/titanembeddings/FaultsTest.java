package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What becomes of each fault of the road: the typed exception, the connection given back (there is
 * only one), no thread more than before, and a client that works.
 */
@Isolated("it counts threads")
class FaultsTest {
  private static final int WARM_UP_CALLS = 10;

  private static final Map<Mode, EitherClient> CLIENTS = new EnumMap<>(Mode.class);
  private static FaultyServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new FaultyServer();
    for (Mode mode : Mode.values()) {
      EitherClient titan = client(mode, 1);
      CLIENTS.put(mode, titan);
      for (int call = 0; call < WARM_UP_CALLS; call++) {
        titan.embed(r -> r.text("warm up"));
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    CLIENTS.values().forEach(EitherClient::close);
    server.close();
  }

  @BeforeEach
  void behave() {
    server.behave(FaultyServer::good);
  }

  /** A fault and what it is told as. */
  private record Row(
      String name, FaultyServer.Behaviour behaviour, Object kind, boolean retryable) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
            broken("reset before the answer", (socket, out) -> FaultyServer.reset(socket)),
            broken("closed before the answer", (socket, out) -> socket.close()),
            broken(
                "reset in the headers",
                (socket, out) -> {
                  FaultyServer.write(out, "HTTP/1.1 200 OK\r\nContent-Ty");
                  FaultyServer.reset(socket);
                }),
            broken(
                "closed in the headers",
                (socket, out) -> {
                  FaultyServer.write(out, "HTTP/1.1 200 OK\r\nContent-Ty");
                  socket.close();
                }),
            broken("reset in the body", (socket, out) -> half(socket, out, true)),
            broken("closed in the body", (socket, out) -> half(socket, out, false)),
            broken(
                "not HTTP",
                (socket, out) -> {
                  FaultyServer.write(out, "220 mail ready\r\n\r\n");
                  socket.close();
                }),
            late("no answer", (socket, out) -> server.hang()),
            late("slow drip", (socket, out) -> server.drip(out)),
            malformed("empty reply", ""),
            malformed("invalid JSON", "{\"embedding\":[1,2"),
            malformed("HTML", "<html>busy</html>"),
            malformed("no vector", "{}"),
            malformed("short vector", "{\"embedding\":[1,2,3],\"inputTextTokenCount\":1}"),
            refused(400, "ValidationException", ServiceException.Kind.REJECTED, false),
            refused(
                400, "ServiceQuotaExceededException", ServiceException.Kind.QUOTA_EXCEEDED, false),
            refused(403, "AccessDeniedException", ServiceException.Kind.ACCESS_DENIED, false),
            refused(403, "UnrecognizedClientException", ServiceException.Kind.ACCESS_DENIED, false),
            refused(404, "ResourceNotFoundException", ServiceException.Kind.NOT_FOUND, false),
            refused(408, "ModelTimeoutException", ServiceException.Kind.MODEL_TIMEOUT, true),
            refused(418, "", ServiceException.Kind.OTHER, false),
            refused(424, "ModelErrorException", ServiceException.Kind.MODEL_ERROR, true),
            refused(429, "ThrottlingException", ServiceException.Kind.THROTTLED, true),
            refused(429, "ModelNotReadyException", ServiceException.Kind.MODEL_NOT_READY, true),
            refused(429, "", ServiceException.Kind.THROTTLED, true),
            refused(500, "InternalServerException", ServiceException.Kind.UNAVAILABLE, true),
            refused(502, "", ServiceException.Kind.UNAVAILABLE, true),
            refused(503, "ServiceUnavailableException", ServiceException.Kind.UNAVAILABLE, true),
            refused(529, "overloaded_error", ServiceException.Kind.UNAVAILABLE, true))
        .flatMap(row -> Stream.of(Mode.values()).map(mode -> Arguments.of(mode, row)));
  }

  private static Row broken(String name, FaultyServer.Behaviour behaviour) {
    return new Row(name, behaviour, TransportException.Kind.CONNECTION, true);
  }

  private static Row late(String name, FaultyServer.Behaviour behaviour) {
    return new Row(name, behaviour, TransportException.Kind.TIMEOUT, true);
  }

  private static Row malformed(String name, String body) {
    return new Row(
        name,
        (socket, out) -> FaultyServer.respond(out, 200, "", body),
        MalformedReplyException.class,
        true);
  }

  private static Row refused(
      int status, String type, ServiceException.Kind kind, boolean retryable) {
    return new Row(
        status + " " + type,
        (socket, out) -> FaultyServer.respond(out, status, type, "{\"message\":\"no\"}"),
        kind,
        retryable);
  }

  private static void half(Socket socket, OutputStream out, boolean reset) throws IOException {
    FaultyServer.write(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
            + "{\"embedding\":[1,2,");
    if (reset) {
      FaultyServer.reset(socket);
    } else {
      socket.close();
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("faults")
  void aFaultIsTypedAndLeavesNothingBehind(Mode mode, Row row) {
    EitherClient titan = Objects.requireNonNull(CLIENTS.get(mode));
    titan.embed(r -> r.text("before"));
    LibraryThreads threads = new LibraryThreads();

    server.behave(row.behaviour);
    TitanException failure =
        Assertions.assertThrows(TitanException.class, () -> titan.embed(r -> r.text("a")));
    server.behave(FaultyServer::good);

    assertThat(kindOf(failure)).isEqualTo(row.kind);
    assertThat(failure.isRetryable()).isEqualTo(row.retryable);
    if (failure instanceof ServiceException refusal) {
      assertThat(refusal.getCause()).isInstanceOf(SdkException.class);
      assertThat(refusal.attempts()).isEqualTo(1);
    }
    assertThat(titan.embed(r -> r.text("after")).embedding().length()).isEqualTo(1024);
    threads.assertNoneAdded();
  }

  private static Object kindOf(TitanException failure) {
    if (failure instanceof ServiceException refusal) {
      return refusal.kind();
    }
    if (failure instanceof TransportException broken) {
      assertThat(broken.getCause()).isInstanceOf(SdkException.class);
      return broken.kind();
    }
    return failure.getClass();
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedConnectionIsToldAsThat(Mode mode) throws IOException {
    FaultyServer gone = new FaultyServer();
    gone.close();
    try (EitherClient titan =
        mode.client(
            builder -> {
              Mode.connect(builder, gone.endpoint());
              builder.maxAttempts(1);
            })) {

      TransportException failure =
          Assertions.assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));
      assertThat(failure.kind()).isEqualTo(TransportException.Kind.CONNECTION);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerWithoutARequestIdHasNone(Mode mode) {
    EitherClient titan = Objects.requireNonNull(CLIENTS.get(mode));

    assertThat(titan.embed(r -> r.text("a")).requestId()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theAwsSdkRetriesThreeTimesInAllAndNobodyElseDoes(Mode mode) {
    try (EitherClient titan = client(mode, 3)) {
      for (int status : new int[] {503, 529}) {
        server.behave((socket, out) -> FaultyServer.respond(out, status, "", "{}"));

        ServiceException failure =
            Assertions.assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(server.requests()).isEqualTo(3);
      }
    }
  }

  /** A client of one connection, whose attempts are short. */
  private static EitherClient client(Mode mode, int attempts) {
    return mode.client(
        builder -> {
          Mode.connect(builder, server.endpoint());
          builder.maxAttempts(attempts).apiCallAttemptTimeout(Duration.ofMillis(700));
          Mode.oneConnection(builder);
        });
  }
}
