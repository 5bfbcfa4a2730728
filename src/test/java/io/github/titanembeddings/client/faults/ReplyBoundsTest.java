package io.github.titanembeddings.client.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.ConnectionAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** Response bodies are bounded while they are read. */
class ReplyBoundsTest {
  private static final int MIB = 1 << 20;

  /** The capacity of the buffers of both sockets, in bytes, beyond the bytes read. */
  private static final int BUFFERED = 24 * MIB;

  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  @ParameterizedTest
  @CsvSource({
    "SYNC,200",
    "SYNC,400",
    "SYNC,503",
    "ASYNC,200",
    "ASYNC,400",
    "ASYNC,503",
  })
  void abortsAnEndlessReplyWithoutRetry(ClientMode mode, int status) throws IOException {
    AtomicLong sent = new AtomicLong();
    try (FaultyServer server = new FaultyServer();
        EitherClient titan =
            mode.client(
                c -> {
                  ClientMode.connect(c, server.endpoint());
                  ClientMode.oneConnection(c);
                })) {
      server.behave((socket, out) -> endless(out, status, sent));
      MalformedReplyException failure =
          assertThrows(MalformedReplyException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(failure).hasMessage("expected at most 1,048,576 bytes, got more at $");
      assertThat(server.requests()).isEqualTo(1);
      assertThat(sent).hasValueLessThan(MIB + BUFFERED);
      server.behave(FaultyServer::good);
      assertThat(titan.embed(r -> r.text("after")).embedding().length()).isEqualTo(1024);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 500})
  void abortsAnEndlessControlPlaneReplyWithoutRetry(int status) throws IOException {
    AtomicLong sent = new AtomicLong();
    try (FaultyServer server = new FaultyServer();
        BedrockControlPlane plane =
            BedrockControlPlane.create(
                ConnectionAccess.settings(
                    ConnectionConfig.builder()
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .endpointOverride(server.endpoint())
                        .build()),
                aws -> {})) {
      server.behave((socket, out) -> endless(out, status, sent));
      MalformedReplyException failure =
          assertThrows(
              MalformedReplyException.class,
              () ->
                  plane.call(
                      "ListModelCustomizationJobs",
                      (aws, o) -> aws.listModelCustomizationJobs(r -> r.overrideConfiguration(o))));

      assertThat(failure).hasMessage("expected at most 8,388,608 bytes, got more at $");
      assertThat(server.requests()).isEqualTo(1);
      assertThat(sent).hasValueLessThan(8 * MIB + BUFFERED);
    }
  }

  private static void endless(OutputStream out, int status, AtomicLong sent) throws IOException {
    FaultyServer.write(
        out,
        "HTTP/1.1 "
            + status
            + " Status\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    byte[] chunk = ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(ISO_8859_1);
    while (sent.get() < 1L << 30) {
      out.write(chunk);
      sent.addAndGet(chunk.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsAReplyOfTheMaximumSize(ClientMode mode) {
    String vector = TitanStub.embeddingJson(1024);
    try (TitanStub stub = TitanStub.start();
        EitherClient titan = mode.client(stub)) {
      stub.enqueue(StubResponse.body(vector + " ".repeat(MIB - vector.length())));
      assertThat(titan.embed(r -> r.text("a")).embedding().length()).isEqualTo(1024);

      stub.enqueue(StubResponse.body(vector + " ".repeat(MIB - vector.length() + 1)));
      assertThrows(MalformedReplyException.class, () -> titan.embed(r -> r.text("a")));

      stub.enqueue(StubResponse.error(400, "ValidationException", "x".repeat(MIB - 100)));
      assertThrows(ServiceException.class, () -> titan.embed(r -> r.text("a")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void checksTheReplyOfAPassedInClientAfterReading(ClientMode mode) {
    String vector = TitanStub.embeddingJson(1024);
    try (TitanStub stub = TitanStub.start();
        EitherClient titan = over(mode, stub)) {
      stub.enqueue(StubResponse.body(vector + " ".repeat(MIB - vector.length() + 1)));
      assertThat(assertThrows(MalformedReplyException.class, () -> titan.embed(r -> r.text("a"))))
          .hasMessage("expected at most 1,048,576 bytes, got more at $");

      stub.enqueue(StubResponse.body(vector).header("Content-Encoding", "x-none"));
      assertThat(assertThrows(MalformedReplyException.class, () -> titan.embed(r -> r.text("a"))))
          .hasMessageContaining("expected no Content-Encoding");
    }
  }

  private static EitherClient over(ClientMode mode, TitanStub stub) {
    if (mode == ClientMode.SYNC) {
      return EitherClient.of(
          TitanEmbeddingsClient.builder()
              .bedrockRuntimeClient(
                  BedrockRuntimeClient.builder()
                      .region(Region.US_EAST_1)
                      .credentialsProvider(CREDENTIALS)
                      .endpointOverride(stub.endpoint())
                      .build())
              .build());
    }
    return EitherClient.of(
        TitanEmbeddingsAsyncClient.builder()
            .bedrockRuntimeClient(
                BedrockRuntimeAsyncClient.builder()
                    .region(Region.US_EAST_1)
                    .credentialsProvider(CREDENTIALS)
                    .endpointOverride(stub.endpoint())
                    .build())
            .build());
  }
}
