package io.github.titanembeddings.support.client;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The two clients: a behavior test runs once for each. */
public enum ClientMode {
  SYNC,
  ASYNC;

  public EitherClient client(Consumer<ClientBuilder<?>> settings) {
    if (this == SYNC) {
      TitanEmbeddingsClient.Builder builder = TitanEmbeddingsClient.builder();
      settings.accept(builder);
      return EitherClient.of(builder.build());
    }
    TitanEmbeddingsAsyncClient.Builder builder = TitanEmbeddingsAsyncClient.builder();
    settings.accept(builder);
    return EitherClient.of(builder.build());
  }

  /** Returns a client of a stub with additional settings. */
  public EitherClient client(TitanStub stub, Consumer<ClientBuilder<?>> settings) {
    return client(
        builder -> {
          connect(builder, stub.endpoint());
          settings.accept(builder);
        });
  }

  public EitherClient client(TitanStub stub) {
    return client(stub, builder -> {});
  }

  /** A client over a transport that responds by a function. */
  public EitherClient over(
      Function<InvokeCall, InvokeReply> reply, Consumer<ClientBuilder<?>> settings) {
    return client(
        builder -> {
          if (builder instanceof TitanEmbeddingsClient.Builder sync) {
            sync.transport(reply::apply);
          } else if (builder instanceof TitanEmbeddingsAsyncClient.Builder async) {
            async.transport(call -> future(reply, call));
          }
          settings.accept(builder);
        });
  }

  private static CompletableFuture<InvokeReply> future(
      Function<InvokeCall, InvokeReply> reply, InvokeCall call) {
    try {
      return CompletableFuture.completedFuture(reply.apply(call));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Gives a client one connection only: a call that does not release it blocks the next one. */
  public static void oneConnection(ClientBuilder<?> builder) {
    builder.maxConnections(1);
  }

  public static void connect(ClientBuilder<?> builder, URI endpoint) {
    builder.region(Region.US_EAST_1);
    builder.credentialsProvider(
        StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    builder.endpointOverride(endpoint);
  }
}
