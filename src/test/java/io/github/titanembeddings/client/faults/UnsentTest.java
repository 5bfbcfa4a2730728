package io.github.titanembeddings.client.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.exception.TransportException.Kind;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.FaultyServer;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.internal.BedrockControlPlane;
import io.github.titanembeddings.transport.internal.CallRecord;
import io.github.titanembeddings.transport.internal.ConnectionAccess;
import io.github.titanembeddings.transport.internal.SingleConnectionClients;
import io.github.titanembeddings.transport.internal.TransportFailures;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** NOT_SENT is reported only if no attempt was handed to a connection. */
class UnsentTest {
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  /** Throws once the response is read. */
  private static final ExecutionInterceptor THROWS_AFTER =
      new ExecutionInterceptor() {
        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
          throw new IllegalStateException("the interceptor fails");
        }
      };

  /** Throws before anything is sent, which the library can't know. */
  private static final ExecutionInterceptor THROWS_BEFORE =
      new ExecutionInterceptor() {
        @Override
        public void beforeMarshalling(
            Context.BeforeMarshalling context, ExecutionAttributes attributes) {
          throw new IllegalStateException("the interceptor fails");
        }
      };

  @ParameterizedTest
  @EnumSource
  void unsentRetryDoesNotUndoASentAttempt(ClientMode mode) throws IOException {
    try (FaultyServer server = new FaultyServer();
        EitherClient titan = client(mode, server.endpoint(), c -> c.maxAttempts(2))) {
      server.behave((socket, out) -> endWith(server, socket));
      TransportException failure =
          assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));

      assertThat(failure).hasRootCauseInstanceOf(ConnectException.class);
      assertThat(failure.kind()).isEqualTo(Kind.CONNECTION);
    }
  }

  @Test
  void unsentControlPlaneRetryDoesNotUndoASentAttempt() throws IOException {
    try (FaultyServer server = new FaultyServer();
        BedrockControlPlane plane = plane(server.endpoint(), c -> {})) {
      server.behave((socket, out) -> endWith(server, socket));
      TitanException failure = assertThrows(TitanException.class, () -> buy(plane));

      assertThat(failure).hasRootCauseInstanceOf(ConnectException.class);
      assertThat(kindOf(failure)).isEqualTo(Kind.CONNECTION);
    }
  }

  /** Drops a request and accepts no further connection. */
  private static void endWith(FaultyServer server, Socket socket) throws IOException {
    server.close();
    FaultyServer.reset(socket);
  }

  @ParameterizedTest
  @EnumSource
  void refusedConnectionIsNotSentAndRetryable(ClientMode mode) throws IOException {
    try (Socket taken = taken();
        EitherClient titan = client(mode, endpoint(taken), c -> c.maxAttempts(2))) {
      assertThat(failure(titan)).isEqualTo(Kind.NOT_SENT);
    }
    try (Socket taken = taken();
        BedrockControlPlane plane = plane(endpoint(taken), c -> {})) {
      TitanException failure = assertThrows(TitanException.class, () -> buy(plane));
      assertThat(kindOf(failure)).isEqualTo(Kind.NOT_SENT);
      assertThat(failure.isRetryable()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void unknownHostIsNotSentAndRetryable(ClientMode mode) {
    try (EitherClient titan =
        client(mode, URI.create("http://nowhere.invalid"), c -> c.maxAttempts(2))) {
      assertThat(failure(titan)).isEqualTo(Kind.NOT_SENT);
    }
  }

  /**
   * A single rejected attempt proves NOT_SENT; several attempts prove nothing. If netty misses the
   * rejection, the AWS SDK gives up after the first attempt.
   */
  @ParameterizedTest
  @CsvSource({"SYNC,1", "SYNC,2", "ASYNC,1", "ASYNC,2"})
  void singleAttemptOfACustomClientProvesNotSent(ClientMode mode, int attempts) throws IOException {
    try (Socket taken = taken()) {
      if (mode == ClientMode.SYNC) {
        try (BedrockRuntimeClient aws =
                own(BedrockRuntimeClient.builder(), endpoint(taken), attempts);
            TitanEmbeddingsClient titan =
                TitanEmbeddingsClient.builder().bedrockRuntimeClient(aws).build()) {
          provesNotSent(EitherClient.of(titan), attempts);
        }
      } else {
        try (BedrockRuntimeAsyncClient aws =
                own(BedrockRuntimeAsyncClient.builder(), endpoint(taken), attempts);
            TitanEmbeddingsAsyncClient titan =
                TitanEmbeddingsAsyncClient.builder().bedrockRuntimeClient(aws).build()) {
          provesNotSent(EitherClient.of(titan), attempts);
        }
      }
    }
  }

  private static void provesNotSent(EitherClient titan, int attempts) {
    TransportException failure =
        assertThrows(TransportException.class, () -> titan.embed(r -> r.text("a")));
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            SdkClientException.class,
            cause -> {
              assertThat(cause.numAttempts()).isBetween(1, attempts);
              assertThat(failure.kind())
                  .isEqualTo(cause.numAttempts() == 1 ? Kind.NOT_SENT : Kind.CONNECTION);
            });
  }

  private static <B extends AwsClientBuilder<B, C>, C> C own(B aws, URI endpoint, int attempts) {
    return aws.region(Region.US_EAST_1)
        .credentialsProvider(CREDENTIALS)
        .endpointOverride(endpoint)
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(attempts)))
        .build();
  }

  @ParameterizedTest
  @CsvSource({"SYNC,true", "SYNC,false", "ASYNC,true", "ASYNC,false"})
  void reportsAnExhaustedPoolAsNotSent(ClientMode mode, boolean isOurs) throws Exception {
    Duration wait = Duration.ofMillis(200);
    try (FaultyServer server = new FaultyServer();
        EitherClient titan =
            mode.client(
                c -> {
                  ClientMode.connect(c, server.endpoint());
                  c.maxAttempts(1);
                  if (c instanceof TitanEmbeddingsClient.Builder sync) {
                    sync.bedrockRuntime(
                        aws ->
                            aws.httpClientBuilder(
                                isOurs
                                    ? SingleConnectionClients.sync(wait)
                                    : Apache5HttpClient.builder()
                                        .maxConnections(1)
                                        .connectionAcquisitionTimeout(wait)));
                  } else if (c instanceof TitanEmbeddingsAsyncClient.Builder async) {
                    async.bedrockRuntime(
                        aws ->
                            aws.httpClientBuilder(
                                isOurs
                                    ? SingleConnectionClients.async(wait)
                                    : NettyNioAsyncHttpClient.builder()
                                        .protocol(Protocol.HTTP1_1)
                                        .maxConcurrency(1)
                                        .connectionAcquisitionTimeout(wait)));
                  }
                })) {
      while (server.requests() == 0) { // the first connection of a JVM can take longer
        swallow(() -> titan.embed(r -> r.text("cold start")));
      }
      server.behave((socket, out) -> server.hang());
      CompletableFuture<Void> first =
          CompletableFuture.runAsync(() -> swallow(() -> titan.embed(r -> r.text("a"))));
      server.awaitRequest();
      assertThat(failure(titan)).isEqualTo(Kind.NOT_SENT);
      server.close();
      first.join();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,NOT_SENT", "2,CONNECTION"})
  void lackOfAConnectionIsNoTimeout(int attempts, Kind kind) {
    SdkClientException failure =
        SdkClientException.builder()
            .message("Unable to execute HTTP request: Acquire operation took longer than ...")
            .numAttempts(attempts)
            .cause(new TimeoutException("Acquire operation took longer than 10000 milliseconds."))
            .build();

    assertThat(TransportFailures.translate(failure, false, new CallRecord(retry -> {})))
        .isInstanceOfSatisfying(
            TransportException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static void swallow(Runnable call) {
    try {
      call.run();
    } catch (TitanException e) {
      // It only has to occupy the connection.
    }
  }

  @ParameterizedTest
  @EnumSource
  void interceptorExceptionDoesNotProveNotSent(ClientMode mode) throws IOException {
    for (ExecutionInterceptor interceptor :
        new ExecutionInterceptor[] {THROWS_AFTER, THROWS_BEFORE}) {
      try (FaultyServer server = new FaultyServer();
          EitherClient titan =
              client(
                  mode,
                  server.endpoint(),
                  c -> {
                    if (c instanceof TitanEmbeddingsClient.Builder sync) {
                      sync.bedrockRuntime(aws -> intercept(aws, interceptor));
                    } else if (c instanceof TitanEmbeddingsAsyncClient.Builder async) {
                      async.bedrockRuntime(aws -> intercept(aws, interceptor));
                    }
                  })) {
        assertThat(failure(titan)).isEqualTo(Kind.CONNECTION);
      }
    }
  }

  private static void intercept(AwsClientBuilder<?, ?> aws, ExecutionInterceptor interceptor) {
    aws.overrideConfiguration(
        aws.overrideConfiguration().toBuilder().addExecutionInterceptor(interceptor).build());
  }

  /** The service acted on each of these: the purchase is billed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null|''",
        "[]|''",
        "<html>busy</html>|''",
        "{\"provisionedModelArn\":\"arn:a|''",
        "{\"provisionedModelArn\":[1]}|''",
        "{}|x-amz-crc32: 12",
        "{}|Content-Encoding: gzip",
      })
  void reportsAnUnreadableReplyAsMalformed(String body, String header) throws IOException {
    try (FaultyServer server = new FaultyServer();
        BedrockControlPlane plane = plane(server.endpoint(), c -> {})) {
      server.behave(
          (socket, out) ->
              FaultyServer.respondWith(
                  out,
                  201,
                  "x-amzn-RequestId: id-7\r\n" + (header.isEmpty() ? "" : header + "\r\n"),
                  body));
      MalformedReplyException failure =
          assertThrows(MalformedReplyException.class, () -> buy(plane));

      assertThat(failure.requestId()).hasValue("id-7");
    }
  }

  @Test
  void timeInAnotherFormatIsMalformed() throws IOException {
    try (FaultyServer server = new FaultyServer();
        BedrockControlPlane plane = plane(server.endpoint(), c -> {})) {
      server.behave(
          (socket, out) ->
              FaultyServer.respond(out, 200, "", "{\"creationTime\":\"2026-11-23 17:00:00\"}"));

      assertThrows(
          MalformedReplyException.class,
          () ->
              plane.call(
                  "GetModelCustomizationJob",
                  (aws, override) ->
                      aws.getModelCustomizationJob(
                          r -> r.jobIdentifier("j").overrideConfiguration(override))));
    }
  }

  @Test
  void interceptorExceptionAfterAPurchaseDoesNotProveNotSent() throws IOException {
    try (FaultyServer server = new FaultyServer();
        BedrockControlPlane plane = plane(server.endpoint(), aws -> intercept(aws, THROWS_AFTER))) {
      server.behave((socket, out) -> FaultyServer.respond(out, 201, "", "{}"));
      TitanException failure = assertThrows(TitanException.class, () -> buy(plane));

      assertThat(kindOf(failure)).isEqualTo(Kind.CONNECTION);
    }
  }

  private static EitherClient client(
      ClientMode mode, URI endpoint, Consumer<ClientBuilder<?>> settings) {
    return mode.client(
        c -> {
          ClientMode.connect(c, endpoint);
          settings.accept(c);
        });
  }

  private static BedrockControlPlane plane(URI endpoint, Consumer<BedrockClientBuilder> aws) {
    return BedrockControlPlane.create(
        ConnectionAccess.settings(
            ConnectionConfig.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .endpointOverride(endpoint)
                .maxAttempts(2)
                .build()),
        aws);
  }

  private static Object buy(BedrockControlPlane plane) {
    return plane.call(
        "CreateProvisionedModelThroughput",
        (aws, override) ->
            aws.createProvisionedModelThroughput(
                r ->
                    r.modelUnits(1)
                        .provisionedModelName("name")
                        .modelId("model")
                        .overrideConfiguration(override)));
  }

  /** The kind of a failure, which may be retried. */
  private static Object failure(EitherClient titan) {
    TitanException failure =
        assertThrows(TitanException.class, () -> titan.embed(r -> r.text("a")));
    assertThat(failure.isRetryable()).isTrue();
    return kindOf(failure);
  }

  private static Object kindOf(TitanException failure) {
    if (failure instanceof ServiceException refusal) {
      return refusal.kind();
    }
    return failure instanceof TransportException broken ? broken.kind() : failure.getClass();
  }

  private static Socket taken() throws IOException {
    Socket taken = new Socket();
    taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return taken;
  }

  private static URI endpoint(Socket taken) {
    return URI.create("http://127.0.0.1:" + taken.getLocalPort());
  }
}
