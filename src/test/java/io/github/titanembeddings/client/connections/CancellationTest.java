package io.github.titanembeddings.client.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.ReadOnlyStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.ClientProtocol;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.support.http.HangingStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interruption, cancellation and close during a call. */
class CancellationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path folder;
  @AutoClose private FaultyServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FaultyServer();
  }

  /** A call in a thread of its own. */
  private static final class Caller {
    private final CompletableFuture<EmbeddingResponse> outcome = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean flagged;

    private Caller(Runnable call) {
      thread =
          new Thread(
              () -> {
                try {
                  call.run();
                  outcome.completeExceptionally(new AssertionError("the call came back"));
                } catch (RuntimeException e) {
                  flagged = Thread.currentThread().isInterrupted();
                  outcome.completeExceptionally(e);
                }
              });
      thread.start();
    }

    private TransportException failure() throws InterruptedException {
      TransportException failure = Failures.of(outcome, TransportException.class);
      thread.join();
      return failure;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptionEndsABlockingCallAndKeepsTheFlag(boolean inTheBody) throws InterruptedException {
    server.behave(
        (socket, out) -> {
          if (inTheBody) {
            server.drip(out);
          } else {
            server.hang();
          }
        });
    try (EitherClient titan = client(ClientMode.SYNC)) {
      Caller caller = new Caller(() -> titan.embed(r -> r.text("a")));
      server.awaitRequest();
      caller.thread.interrupt();

      assertThat(caller.failure().kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
      assertThat(caller.flagged).isTrue();
      assertThat(server.requests()).isEqualTo(1);
      server.behave(FaultyServer::good);
      titan.embed(r -> r.text("after"));
    }
  }

  @Test
  void interruptionEndsACall() throws InterruptedException {
    server.behave((socket, out) -> server.hang());
    try (EitherClient titan =
        ClientMode.SYNC.client(builder -> ClientMode.connect(builder, server.endpoint()))) {
      Caller caller = new Caller(() -> titan.embed(r -> r.text("a")));
      server.awaitRequest();
      caller.thread.interrupt();

      assertThat(caller.failure().kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
    }
  }

  @Test
  void closingFailsACallThatReadsAFile() throws Exception {
    Path file = Files.write(folder.resolve("image.png"), TestImages.png(9, 9));
    TitanEmbeddingsAsyncClient titan = asyncClient();
    List<CompletableFuture<EmbeddingResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      responses.add(titan.embed(r -> r.image(ImageInput.of(file))));
    }
    titan.close();

    for (CompletableFuture<EmbeddingResponse> response : responses) {
      assertThat(response)
          .satisfiesAnyOf(
              result -> assertThat(result).succeedsWithin(PATIENCE),
              failed -> assertFailsAsClosed(failed));
    }
  }

  @Test
  void closedClientFailsACallWhoseImageArrivesLater() {
    CompletableFuture<ObjectPart> read = new CompletableFuture<>();
    byte[] png = TestImages.png(9, 9);
    ImageInput image =
        ImageInput.fromS3(store(read, new CompletableFuture<>()), "s3://images/a.png");
    TitanEmbeddingsAsyncClient titan = asyncClient();
    CompletableFuture<EmbeddingResponse> response = titan.embed(r -> r.image(image));
    titan.close();
    read.complete(new ObjectPart(png, png.length, "1"));

    assertFailsAsClosed(response);
  }

  @Test
  void interruptedThreadSendsNothing() throws InterruptedException {
    try (EitherClient titan = client(ClientMode.SYNC)) {
      Caller caller =
          new Caller(
              () -> {
                Thread.currentThread().interrupt();
                titan.embed(r -> r.text("a"));
              });

      assertThat(caller.failure().kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
      assertThat(caller.flagged).isTrue();
    }
  }

  @Test
  void interruptionEndsTheWaitForAnImage() throws InterruptedException {
    CompletableFuture<ObjectPart> never = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    ImageInput image = ImageInput.fromS3(store(never, asked), "s3://images/a.png");
    try (EitherClient titan = client(ClientMode.SYNC)) {
      Caller caller = new Caller(() -> titan.embed(r -> r.image(image)));
      asked.join();
      caller.thread.interrupt();

      assertThat(caller.failure().kind()).isEqualTo(TransportException.Kind.INTERRUPTED);
      assertThat(caller.flagged).isTrue();
      assertThat(never).failsWithin(PATIENCE);
      assertThat(never).isCancelled();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BLOCKING")
  void cancellingEndsTheTransportCall(ClientProtocol protocol) throws Exception {
    server.behave((socket, out) -> server.hang());
    TitanEmbeddingsAsyncClient.Builder builder = TitanEmbeddingsAsyncClient.builder();
    try (HangingStub hanging = new HangingStub()) {
      protocol.settle(builder, server, hanging.stub());
      try (TitanEmbeddingsAsyncClient titan = builder.build()) {
        CompletableFuture<EmbeddingResponse> response = titan.embed(r -> r.text("a"));
        awaitRequest(protocol, hanging);
        response.cancel(true);

        server.behave(FaultyServer::good);
        hanging.respond();
        assertThat(get(titan.embed(r -> r.text("after"))).embedding().length()).isEqualTo(1024);
      }
    }
  }

  @Test
  void cancellingEndsTheReadOfAnImage() {
    CompletableFuture<ObjectPart> never = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    ImageInput image = ImageInput.fromS3(store(never, asked), "s3://images/a.png");
    try (TitanEmbeddingsAsyncClient titan = asyncClient()) {
      CompletableFuture<EmbeddingResponse> response = titan.embed(r -> r.image(image));
      asked.join();
      response.cancel(true);

      assertThat(never).failsWithin(PATIENCE);
      assertThat(never).isCancelled();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingEndsCallsInFlight(ClientProtocol protocol) throws InterruptedException {
    server.behave((socket, out) -> server.hang());
    try (HangingStub hanging = new HangingStub()) {
      EitherClient titan = protocol.client(server, hanging.stub(), c -> {});
      Caller caller = new Caller(() -> titan.embed(r -> r.text("a")));
      awaitRequest(protocol, hanging);
      titan.close();

      assertThat(caller.failure().kind()).isEqualTo(TransportException.Kind.CLOSED);
      assertThat(caller.flagged).isFalse();
    }
  }

  private void awaitRequest(ClientProtocol protocol, HangingStub hanging)
      throws InterruptedException {
    if (protocol == ClientProtocol.ASYNC_HTTP_2) {
      hanging.awaitRequest();
    } else {
      server.awaitRequest();
    }
  }

  private EitherClient client(ClientMode mode) {
    return mode.client(this::settle);
  }

  private TitanEmbeddingsAsyncClient asyncClient() {
    TitanEmbeddingsAsyncClient.Builder builder = TitanEmbeddingsAsyncClient.builder();
    settle(builder);
    return builder.build();
  }

  private void settle(ClientBuilder<?> builder) {
    ClientMode.connect(builder, server.endpoint());
    builder.maxConnections(1);
  }

  private static ReadOnlyStore store(
      CompletableFuture<ObjectPart> part, CompletableFuture<Void> asked) {
    return (uri, offset, length) -> {
      asked.complete(null);
      return part;
    };
  }

  private static void assertFailsAsClosed(CompletableFuture<?> future) {
    assertThat(future)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            TransportException.class,
            failure -> assertThat(failure.kind()).isEqualTo(TransportException.Kind.CLOSED));
  }

  private static <T> T get(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
