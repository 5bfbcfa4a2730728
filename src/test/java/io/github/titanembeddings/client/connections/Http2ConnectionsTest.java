package io.github.titanembeddings.client.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyHttp2Server;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.Protocol;

/** Faults of an HTTP/2 connection result in a typed failure and a usable client. */
@Order(5)
class Http2ConnectionsTest {
  @AutoClose private FaultyHttp2Server server;

  /** The first call of a JVM takes longer than the timeouts here. */
  @BeforeAll
  static void startCold() throws IOException {
    try (FaultyHttp2Server patient = new FaultyHttp2Server();
        EitherClient titan =
            ClientMode.ASYNC.client(
                builder -> {
                  ClientMode.connect(builder, patient.endpoint());
                  ((TitanEmbeddingsAsyncClient.Builder) builder).protocol(Protocol.HTTP2);
                })) {
      titan.embed(r -> r.text("cold start"));
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = new FaultyHttp2Server();
  }

  private EitherClient client() {
    return ClientMode.ASYNC.client(
        builder -> {
          ClientMode.connect(builder, server.endpoint());
          builder.maxConnections(1).maxAttempts(1).apiCallAttemptTimeout(Duration.ofSeconds(6));
          ((TitanEmbeddingsAsyncClient.Builder) builder).protocol(Protocol.HTTP2);
        });
  }

  private static void assertFails(EitherClient titan, TransportException.Kind kind) {
    TransportException failure =
        assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.isRetryable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"NO_SETTINGS, NOT_SENT", "ONLY_PINGS, TIMEOUT"})
  void replacesATimedOutConnection(FaultyHttp2Server.Fault fault, TransportException.Kind kind)
      throws InterruptedException {
    try (EitherClient titan = client()) {
      server.behave(fault);
      assertFails(titan, kind);
      assertThat(server.connections()).isEqualTo(1);
      if (kind == TransportException.Kind.TIMEOUT) {
        server
            .awaitEndOfConnection(); // the AWS SDK may report a timeout before it ends the request
      }

      server.behave(FaultyHttp2Server.Fault.NONE);
      for (int call = 0; call < 3; call++) {
        assertThat(titan.embed(r -> r.text("after")).embedding().length()).isEqualTo(1024);
      }
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  /** The AWS SDK takes early hints for the response, and fails on trailers. */
  @ParameterizedTest
  @EnumSource(names = {"EARLY_HINTS", "TRAILERS", "RESET_IN_BODY"})
  void reportsABrokenStreamAsRetryable(FaultyHttp2Server.Fault fault) {
    try (EitherClient titan = client()) {
      server.behave(fault);
      assertFails(titan, TransportException.Kind.CONNECTION);
    }
  }
}
