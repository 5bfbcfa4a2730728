package io.github.titanembeddings.client.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.CountingServer;
import io.github.titanembeddings.support.http.FaultyServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The connections of both clients over HTTP/1.1, with the library's own HTTP client. */
@Order(4)
class ConnectionsTest {
  private static final int UPLOAD_BYTES = 15_000_000;
  private static final EmbeddingRequest UPLOAD =
      EmbeddingRequest.ofImage(ImageInput.of(Arrays.copyOf(TestImages.png(64, 64), UPLOAD_BYTES)));

  @AutoClose private CountingServer server;

  /** The first call of a JVM takes longer than the timeouts here. */
  @BeforeAll
  static void startCold() throws IOException {
    try (CountingServer patient = new CountingServer()) {
      for (ClientMode mode : ClientMode.values()) {
        try (EitherClient titan = mode.client(c -> ClientMode.connect(c, patient.endpoint()))) {
          titan.embed(r -> r.text("cold start"));
        }
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = new CountingServer();
  }

  private EitherClient client(ClientMode mode, Consumer<ClientBuilder<?>> settings) {
    return mode.client(
        builder -> {
          ClientMode.connect(builder, server.endpoint());
          settings.accept(builder);
        });
  }

  @ParameterizedTest
  @EnumSource
  void queuesCallsBeyondTheConnections(ClientMode mode) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(100);
    try (EitherClient titan = client(mode, c -> c.maxConnections(3))) {
      List<Future<Integer>> lengths = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        lengths.add(callers.submit(() -> titan.embed(r -> r.text("a")).embedding().length()));
      }
      for (Future<Integer> length : lengths) {
        assertThat(length.get()).isEqualTo(1024);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(server.requests()).isGreaterThanOrEqualTo(100);
    assertThat(server.mostUnderWay()).isLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void namesTheSettingIfNoConnectionIsFree(ClientMode mode) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    server.behave(
        exchange -> {
          arrived.countDown();
          return server.hang(exchange);
        });
    try (EitherClient titan =
        client(
            mode,
            c ->
                c.maxConnections(1)
                    .maxAttempts(1)
                    .apiCallAttemptTimeout(Duration.ofMillis(1500)))) {
      CompletableFuture<TransportException> first =
          CompletableFuture.supplyAsync(() -> failure(titan));
      arrived.await();
      TransportException second = failure(titan);

      assertThat(second.kind()).isEqualTo(TransportException.Kind.NOT_SENT);
      assertThat(second.isRetryable()).isTrue();
      assertThat(second)
          .hasMessageContaining("nothing was sent")
          .hasMessageContaining("maxConnections");
      assertThat(first.get().kind()).isEqualTo(TransportException.Kind.TIMEOUT);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  private static TransportException failure(EitherClient titan) {
    return assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));
  }

  @ParameterizedTest
  @EnumSource
  void reusesTheConnectionOfAnErrorResponse(ClientMode mode) {
    server.behave(
        exchange -> {
          exchange.readBody();
          exchange.respond(400, "x-amzn-ErrorType: ValidationException\r\n", "{}");
          return true;
        });
    try (EitherClient titan = client(mode, c -> c.maxConnections(1).maxAttempts(1))) {
      for (int call = 0; call < 100; call++) {
        assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
      }
    }
    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.requests()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  void doesNotReuseATimedOutConnection(ClientMode mode) {
    try (EitherClient titan =
        client(
            mode,
            c -> c.maxConnections(1).maxAttempts(1).apiCallAttemptTimeout(Duration.ofSeconds(3)))) {
      titan.embed(r -> r.text("before"));
      server.behave(server::hang);
      assertThat(failure(titan).kind()).isEqualTo(TransportException.Kind.TIMEOUT);
      assertThat(server.connections()).isEqualTo(1);

      server.behave(CountingServer::good);
      assertThat(titan.embed(r -> r.text("after")).embedding().length()).isEqualTo(1024);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  static Stream<Arguments> earlyRefusals() {
    return Stream.of(ClientMode.values())
        .flatMap(
            mode ->
                Stream.of(
                    Arguments.of(mode, 400, ServiceException.Kind.REJECTED, 1),
                    Arguments.of(mode, 413, ServiceException.Kind.OTHER, 1),
                    Arguments.of(mode, 429, ServiceException.Kind.THROTTLED, 3)));
  }

  @ParameterizedTest
  @MethodSource("earlyRefusals")
  void reportsARejectionDuringAnUpload(
      ClientMode mode, int status, ServiceException.Kind kind, int uploads) {
    server.behave(
        exchange -> {
          exchange.respond(status, "Connection: close\r\n", "{\"message\":\"no\"}");
          exchange.readBody();
          return false;
        });
    try (EitherClient titan = client(mode, c -> {})) {
      ServiceException failure = assertThrows(ServiceException.class, () -> titan.embed(UPLOAD));

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.statusCode()).isEqualTo(status);
      assertThat(server.requests()).isEqualTo(uploads);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ignoresTrailers(ClientMode mode) {
    server.behave(
        exchange -> {
          exchange.readBody();
          exchange.write(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTrailer: X-Sum\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n"
                  + Integer.toHexString(FaultyServer.VECTOR.length())
                  + "\r\n"
                  + FaultyServer.VECTOR
                  + "\r\n0\r\nX-Sum: 1\r\n\r\n");
          return true;
        });
    try (EitherClient titan = client(mode, c -> c.maxConnections(1))) {
      for (int call = 0; call < 3; call++) {
        assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(1024);
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /** Netty mistakes the 103 for the response; the final response must not reach a later call. */
  @ParameterizedTest
  @EnumSource
  void skipsEarlyHintsOrFailsRetryably(ClientMode mode) throws Exception {
    server.behave(
        exchange -> {
          exchange.readBody();
          exchange.write("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n");
          exchange.respond(200, "", FaultyServer.VECTOR);
          return true;
        });
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try (EitherClient titan = client(mode, c -> c.maxConnections(4).maxAttempts(2))) {
      List<Future<?>> calls = new ArrayList<>();
      for (int call = 0; call < 90; call++) {
        calls.add(
            callers.submit(
                () -> {
                  if (mode == ClientMode.SYNC) {
                    titan.embed(r -> r.text("a"));
                    return;
                  }
                  TransportException failure = failure(titan);
                  assertThat(failure.kind()).isEqualTo(TransportException.Kind.CONNECTION);
                  assertThat(failure.isRetryable()).isTrue();
                  assertThat(failure).hasMessageContaining("103");
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      if (mode == ClientMode.SYNC) {
        assertThat(server.requests()).isEqualTo(90);
      } else { // a few attempts fail before they are sent, while netty closes connections
        assertThat(server.requests()).isBetween(150, 180);
      }
      server.behave(CountingServer::good);
      assertThat(titan.embed(r -> r.text("b")).embedding().length()).isEqualTo(1024);
    } finally {
      callers.shutdownNow();
    }
  }
}
