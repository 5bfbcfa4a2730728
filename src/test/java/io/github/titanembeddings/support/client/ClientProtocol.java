package io.github.titanembeddings.support.client;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.testing.TitanStub;
import java.util.function.Consumer;
import software.amazon.awssdk.http.Protocol;

/** A client, its HTTP version, and the server that injects faults. */
public enum ClientProtocol {
  BLOCKING(ClientMode.SYNC),
  ASYNC_HTTP_1(ClientMode.ASYNC),

  /** Against the stub: a bare socket does not speak HTTP/2. */
  ASYNC_HTTP_2(ClientMode.ASYNC);

  private final ClientMode mode;

  ClientProtocol(ClientMode mode) {
    this.mode = mode;
  }

  /** A client of one connection or stream: a call that does not give it back stops the next one. */
  public EitherClient client(
      FaultyServer socket, TitanStub stub, Consumer<ClientBuilder<?>> settings) {
    return mode.client(
        builder -> {
          settle(builder, socket, stub);
          settings.accept(builder);
        });
  }

  public void settle(ClientBuilder<?> builder, FaultyServer socket, TitanStub stub) {
    builder.maxConnections(1);
    if (this != ASYNC_HTTP_2) {
      ClientMode.connect(builder, socket.endpoint());
    } else if (builder instanceof TitanEmbeddingsAsyncClient.Builder async) {
      ClientMode.connect(async, stub.endpoint());
      async.protocol(Protocol.HTTP2);
    }
  }
}
