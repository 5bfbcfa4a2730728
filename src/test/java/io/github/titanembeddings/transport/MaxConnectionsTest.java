package io.github.titanembeddings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.internal.client.ClientAccess;
import io.github.titanembeddings.model.EmbeddingRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/** Setting and reporting the number of connections and the protocol. */
class MaxConnectionsTest {
  private static final String ONLY_OURS = "apply only to an HTTP client that this library builds";

  private static TitanEmbeddingsClient.Builder sync() {
    return TitanEmbeddingsClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create());
  }

  private static TitanEmbeddingsAsyncClient.Builder async() {
    return TitanEmbeddingsAsyncClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create());
  }

  @Test
  void rejectsFewerThanOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sync().maxConnections(0))
        .withMessage("maxConnections must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> async().maxConnections(Integer.MIN_VALUE));
  }

  @Test
  void acceptsAnyPositiveNumber() {
    sync().maxConnections(Integer.MAX_VALUE).build().close();
    try (TitanEmbeddingsAsyncClient titan = async().maxConnections(Integer.MAX_VALUE).build()) {
      assertThat(titan.maxConnections()).hasValue(Integer.MAX_VALUE);
    }
  }

  @Test
  void reportsTheDefault() {
    try (TitanEmbeddingsAsyncClient titan = async().build()) {
      assertThat(titan.maxConnections()).hasValue(100);
      TitanEmbeddingsAsyncClient once =
          (TitanEmbeddingsAsyncClient) ClientAccess.get().withoutRetries().apply(titan);
      assertThat(once.maxConnections()).hasValue(100);
    }
  }

  @Test
  void isRejectedWithACustomHttpClient() {
    try (SdkHttpClient apache = Apache5HttpClient.create();
        SdkAsyncHttpClient netty = NettyNioAsyncHttpClient.create()) {
      assertThatIllegalStateException()
          .isThrownBy(
              () -> sync().maxConnections(7).bedrockRuntime(b -> b.httpClient(apache)).build())
          .withMessageContaining(ONLY_OURS);
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  sync()
                      .maxConnections(7)
                      .bedrockRuntime(b -> b.httpClientBuilder(Apache5HttpClient.builder()))
                      .build())
          .withMessageContaining(ONLY_OURS);
      assertThatIllegalStateException()
          .isThrownBy(
              () -> async().maxConnections(7).bedrockRuntime(b -> b.httpClient(netty)).build())
          .withMessageContaining(ONLY_OURS);
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  async()
                      .protocol(Protocol.HTTP1_1)
                      .bedrockRuntime(b -> b.httpClientBuilder(NettyNioAsyncHttpClient.builder()))
                      .build())
          .withMessageContaining(ONLY_OURS);
    }
  }

  @Test
  void isUnknownWithACustomHttpClient() {
    try (SdkAsyncHttpClient netty = NettyNioAsyncHttpClient.create();
        TitanEmbeddingsAsyncClient titan =
            async().bedrockRuntime(b -> b.httpClient(netty)).build()) {
      assertThat(titan.maxConnections()).isEmpty();
    }
  }

  @Test
  void isRejectedWithATransport() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                TitanEmbeddingsClient.builder()
                    .transport(call -> InvokeReply.ofJson("{}"))
                    .maxConnections(7)
                    .build())
        .withMessageContaining("connections are settings of the transport");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                TitanEmbeddingsAsyncClient.builder()
                    .transport(call -> new CompletableFuture<>())
                    .protocol(Protocol.HTTP2)
                    .build())
        .withMessageContaining("connections are settings of the transport");
  }

  @Test
  void blockingTransportRejectsHttp2() {
    ConnectionConfig.Builder builder =
        ConnectionConfig.builder()
            .region(Region.US_EAST_1)
            .protocol(Protocol.HTTP2)
            .maxConnections(3);
    ConnectionConfig http2 = builder.build();
    assertThatIllegalStateException().isThrownBy(() -> BedrockTransport.create(http2));
    assertThat(builder.build().settings()).isEqualTo(http2.settings());
    assertThat(builder.maxConnections(4).build().settings()).isNotEqualTo(http2.settings());
    assertThat(builder.maxConnections(3).protocol(Protocol.HTTP1_1).build().settings())
        .isNotEqualTo(http2.settings());
  }

  @Test
  void rejectsARunWithMoreInFlightThanConnections() {
    List<BulkItem> items = List.of(BulkItem.of("a", EmbeddingRequest.ofText("a")));
    try (TitanEmbeddingsAsyncClient titan = async().maxConnections(8).build()) {
      BulkOptions nine = BulkOptions.builder().maxInFlight(9).build();
      assertThatIllegalStateException()
          .isThrownBy(() -> BulkEmbedder.of(titan, nine).start(items))
          .withMessage(
              "maxInFlight 9 exceeds the client's 8 connections; build the client with"
                  + " maxConnections(9) or lower maxInFlight");
      BulkOptions eight = BulkOptions.builder().maxInFlight(8).build();
      BulkEmbedder.of(titan, eight).start(List.<BulkItem>of()).close();
    }
  }
}
