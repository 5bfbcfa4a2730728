package io.github.titanembeddings;

import io.github.titanembeddings.testing.TitanStub;
import java.util.function.Consumer;
import software.amazon.awssdk.http.Protocol;

/** A client, its HTTP version, and the server that injects faults. */
enum Road {
  BLOCKING(Mode.SYNC),
  ASYNC_HTTP_1(Mode.ASYNC),

  /** Against the stub: a bare socket does not speak HTTP/2. */
  ASYNC_HTTP_2(Mode.ASYNC);

  private final Mode mode;

  Road(Mode mode) {
    this.mode = mode;
  }

  /** A client of one connection or stream: a call that does not give it back stops the next one. */
  EitherClient client(FaultyServer socket, TitanStub stub, Consumer<ClientBuilder<?>> settings) {
    return mode.client(
        builder -> {
          settle(builder, socket, stub);
          settings.accept(builder);
        });
  }

  void settle(ClientBuilder<?> builder, FaultyServer socket, TitanStub stub) {
    builder.maxConnections(1);
    if (this != ASYNC_HTTP_2) {
      Mode.connect(builder, socket.endpoint());
    } else if (builder instanceof TitanEmbeddingsAsyncClient.Builder async) {
      Mode.connect(async, stub.endpoint());
      async.protocol(Protocol.HTTP2);
    }
  }
}
