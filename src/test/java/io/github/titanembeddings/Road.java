package io.github.titanembeddings;

import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.OneConnection;
import java.util.function.Consumer;

/** A client, the HTTP that it speaks, and the server on which its faults are tried. */
enum Road {
  BLOCKING(Mode.SYNC),
  ASYNC_HTTP_1(Mode.ASYNC),

  /** The asynchronous client as users get it, to the stand-in: a bare socket speaks no HTTP/2. */
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
    if (this != ASYNC_HTTP_2) {
      Mode.connect(builder, socket.endpoint());
      Mode.oneConnection(builder);
    } else if (builder instanceof TitanEmbeddingsAsyncClient.Builder async) {
      Mode.connect(async, stub.endpoint());
      async.bedrockRuntime(sdk -> sdk.httpClientBuilder(OneConnection.asyncHttp2()));
    }
  }
}
