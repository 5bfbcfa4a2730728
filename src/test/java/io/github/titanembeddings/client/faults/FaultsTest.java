package io.github.titanembeddings.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.LibraryThreads;
import io.github.titanembeddings.support.OwnThreadGroup;
import io.github.titanembeddings.support.client.ClientProtocol;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Each connection fault results in a typed exception, a released connection (there is only one), no
 * further thread, and a usable client.
 */
@ExtendWith(OwnThreadGroup.class)
@Order(3)
class FaultsTest {
  private static final int WARM_UP_CALLS = 10;

  /** Enough for a call that must succeed on a busy machine. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  /** A second less is left for a connection to become free, which a busy machine delays. */
  private static final Duration HASTY = Duration.ofSeconds(4);

  private static final Map<ClientProtocol, EitherClient> CLIENTS =
      new EnumMap<>(ClientProtocol.class);

  /** For the faults that end with the attempt's time. */
  private static final Map<ClientProtocol, EitherClient> HASTY_CLIENTS =
      new EnumMap<>(ClientProtocol.class);

  private static final TitanStub STUB = TitanStub.start();
  private static FaultyServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new FaultyServer();
    for (ClientProtocol protocol : ClientProtocol.values()) {
      try (EitherClient patient = protocol.client(server, STUB, c -> {})) {
        patient.embed(r -> r.text("cold start"));
      }
      CLIENTS.put(protocol, client(protocol, 1, c -> c.apiCallAttemptTimeout(PATIENT)));
      HASTY_CLIENTS.put(protocol, client(protocol, 1, c -> {}));
      warmUp(Objects.requireNonNull(CLIENTS.get(protocol)));
      warmUp(Objects.requireNonNull(HASTY_CLIENTS.get(protocol)));
    }
  }

  /** The AWS SDK makes threads one by one, up to a number. */
  private static void warmUp(EitherClient titan) {
    for (int call = 0; call < WARM_UP_CALLS; call++) {
      titan.embed(r -> r.text("warm up"));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    CLIENTS.values().forEach(EitherClient::close);
    HASTY_CLIENTS.values().forEach(EitherClient::close);
    server.close();
    STUB.close();
  }

  @BeforeEach
  void behave() {
    server.behave(FaultyServer::good);
    STUB.reset();
  }

  static Stream<Arguments> faults() {
    return InjectedFault.all(server)
        .flatMap(
            row ->
                Stream.of(ClientProtocol.values())
                    .filter(row::isPossibleOn)
                    .map(protocol -> Arguments.of(protocol, row)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("faults")
  void reportsAFaultAndLeaksNothing(ClientProtocol protocol, InjectedFault row) {
    EitherClient titan =
        Objects.requireNonNull(
            (row.kind() == TransportException.Kind.TIMEOUT ? HASTY_CLIENTS : CLIENTS)
                .get(protocol));
    titan.embed(r -> r.text("before"));
    LibraryThreads threads = new LibraryThreads();

    row.play(protocol, server, STUB);
    TitanException failure =
        assertThrows(TitanException.class, () -> titan.embed(r -> r.text("a")));
    behave();

    assertThat(kindOf(failure)).isEqualTo(row.kind());
    assertThat(failure.isRetryable()).isEqualTo(row.retryable());
    if (row.cause() == null) {
      assertThat(failure).hasNoCause();
    } else {
      assertThat(failure).hasCauseInstanceOf(row.cause());
    }
    if (failure instanceof ServiceException refusal) {
      assertThat(refusal.attempts()).isEqualTo(1);
    }
    assertThat(titan.embed(r -> r.text("after")).embedding().length()).isEqualTo(1024);
    threads.assertNoneAdded();
  }

  private static Object kindOf(TitanException failure) {
    if (failure instanceof ServiceException refusal) {
      return refusal.kind();
    }
    return failure instanceof TransportException broken ? broken.kind() : failure.getClass();
  }

  @ParameterizedTest
  @EnumSource
  void reportsARefusedConnection(ClientProtocol protocol) throws IOException {
    try (Socket taken = new Socket()) {
      taken.setReuseAddress(true);
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = taken.getLocalPort();
      try (EitherClient titan =
          client(protocol, 1, c -> c.endpointOverride(URI.create("http://127.0.0.1:" + port)))) {
        for (int call = 0; call < WARM_UP_CALLS; call++) {
          assertIsRefused(protocol, titan);
        }
        LibraryThreads threads = new LibraryThreads();
        assertIsRefused(protocol, titan);
        threads.assertNoneAdded();

        taken.close();
        if (protocol != ClientProtocol.ASYNC_HTTP_2) {
          try (FaultyServer back = new FaultyServer(port)) {
            assertThat(titan.embed(r -> r.text("after")).embedding().length()).isEqualTo(1024);
            assertThat(back.requests()).isEqualTo(1);
          }
        }
      }
    }
  }

  private static void assertIsRefused(ClientProtocol protocol, EitherClient titan) {
    TransportException failure =
        assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));
    assertThat(failure).hasCauseInstanceOf(SdkException.class);
    assertThat(failure.kind()).isEqualTo(TransportException.Kind.NOT_SENT);
    assertThat(failure.isRetryable()).isTrue();
    if (protocol == ClientProtocol.BLOCKING
        || !String.valueOf(failure.getMessage()).contains("no connection became available")) {
      // The AWS SDK's asynchronous client loses some rejections and then times out.
      assertThat(failure).hasRootCauseInstanceOf(ConnectException.class);
    }
  }

  /**
   * The reply ends within its JSON, so the AWS SDK retries; the remaining bytes disturb the retry.
   */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ASYNC_HTTP_2")
  void reportsAResponseLongerThanItsLengthAsBroken(ClientProtocol protocol) {
    try (EitherClient titan = client(protocol, 3, c -> {})) {
      warmUp(titan);
      LibraryThreads threads = new LibraryThreads();
      server.behave((socket, out) -> FaultyServer.respond(out, 200, "", 99, FaultyServer.VECTOR));
      TransportException failure =
          assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));
      // Netty may hand the rest to the next attempt, which then waits in vain.
      assertThat(failure.kind())
          .isIn(TransportException.Kind.CONNECTION, TransportException.Kind.TIMEOUT);
      behave();

      assertThat(titan.embed(r -> r.text("after")).embedding().length()).isEqualTo(1024);
      threads.assertNoneAdded();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ASYNC_HTTP_2")
  void toleratesAResponseWithoutRequestId(ClientProtocol protocol) {
    EitherClient titan = Objects.requireNonNull(CLIENTS.get(protocol));

    assertThat(titan.embed(r -> r.text("a")).requestId()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheAwsSdkRetries(ClientProtocol protocol) {
    try (EitherClient titan = client(protocol, 3, c -> c.apiCallAttemptTimeout(PATIENT))) {
      for (int status : new int[] {503, 529}) {
        behave();
        STUB.enqueue(9, StubResponse.error(status, "", "no"));
        server.behave((socket, out) -> FaultyServer.respond(out, status, "", "{}"));

        ServiceException failure =
            assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(server.requests() + STUB.requestCount()).isEqualTo(3);
      }
    }
  }

  /** A client of one connection, whose attempts are short. */
  private static EitherClient client(
      ClientProtocol protocol, int attempts, Consumer<ClientBuilder<?>> settings) {
    return protocol.client(
        server,
        STUB,
        builder -> {
          builder.maxAttempts(attempts).apiCallAttemptTimeout(HASTY);
          settings.accept(builder);
        });
  }
}
