package io.github.titanembeddings;

import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.OneConnection;
import java.util.function.Consumer;

/** A client, the HTTP that it speaks, and the server on which its faults are tried. */
enum Road {
  BLOCKING,
  ASYNC_HTTP_1,

  /** The asynchronous client as users get it; the bare socket does not speak HTTP/2. */
  ASYNC_HTTP_2;

  /** A client of one connection or stream: a call that does not give it back stops the next one. */
  EitherClient client(FaultyServer socket, TitanStub stub, Consumer<ClientBuilder<?>> settings) {
    if (this == ASYNC_HTTP_2) {
      return Mode.ASYNC.client(
          stub,
          builder -> {
            settings.accept(builder);
            oneStream(builder);
          });
    }
    Mode mode = this == BLOCKING ? Mode.SYNC : Mode.ASYNC;
    return mode.client(
        builder -> {
          Mode.connect(builder, socket.endpoint());
          settings.accept(builder);
          Mode.oneConnection(builder);
        });
  }

  static void oneStream(ClientBuilder<?> builder) {
    if (builder instanceof TitanEmbeddingsAsyncClient.Builder async) {
      async.bedrockRuntime(sdk -> sdk.httpClientBuilder(OneConnection.asyncHttp2()));
    }
  }
}
