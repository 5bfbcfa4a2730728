package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** Settings that the builders of both clients accept and reject. */
class ClientBuilderTest {
  private static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  @ParameterizedTest
  @EnumSource
  void rejectsAnUnsupportedLength(ClientMode mode) {
    assertThat(
            Failures.codes(
                () -> mode.over(call -> GOOD, c -> c.embeddingConfig(EmbeddingConfig.of(512)))))
        .containsExactly("embedding-length.not-offered");
  }

  @ParameterizedTest
  @EnumSource
  void rejectsConnectionSettingsWithATransport(ClientMode mode) {
    assertThatIllegalStateException()
        .isThrownBy(() -> mode.over(call -> GOOD, c -> c.region(Region.US_EAST_1)))
        .withMessageContaining("settings of the transport that was passed in");
  }

  @Test
  void rejectsConnectionSettingsWithAnAwsClient() {
    try (BedrockRuntimeClient client =
            BedrockRuntimeClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        BedrockRuntimeAsyncClient asyncClient =
            BedrockRuntimeAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
      TitanEmbeddingsClient.Builder sync =
          TitanEmbeddingsClient.builder().bedrockRuntimeClient(client);
      TitanEmbeddingsAsyncClient.Builder async =
          TitanEmbeddingsAsyncClient.builder().bedrockRuntimeClient(asyncClient);
      assertThatIllegalStateException()
          .isThrownBy(() -> sync.transport(call -> GOOD).build())
          .withMessage("set transport or bedrockRuntimeClient, not both");
      assertThatIllegalStateException()
          .isThrownBy(() -> async.transport(call -> new CompletableFuture<>()).build());
      TitanEmbeddingsClient.Builder syncOfRegion =
          TitanEmbeddingsClient.builder().bedrockRuntimeClient(client).region(Region.EU_WEST_1);
      TitanEmbeddingsAsyncClient.Builder asyncWithConsumer =
          TitanEmbeddingsAsyncClient.builder()
              .bedrockRuntimeClient(asyncClient)
              .bedrockRuntime(sdk -> {});
      assertThatIllegalStateException()
          .isThrownBy(syncOfRegion::build)
          .withMessageContaining("settings of the bedrockRuntimeClient that was passed in");
      assertThatIllegalStateException().isThrownBy(asyncWithConsumer::build);
    }
  }

  @Test
  void leavesAPassedInTransportOpen() {
    AtomicBoolean closed = new AtomicBoolean();
    Transport transport =
        new Transport() {
          @Override
          public InvokeReply invoke(InvokeCall call) {
            return GOOD;
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    AsyncTransport asyncTransport =
        new AsyncTransport() {
          @Override
          public CompletableFuture<InvokeReply> invoke(InvokeCall call) {
            return CompletableFuture.completedFuture(GOOD);
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    TitanEmbeddingsClient.builder().transport(transport).build().close();
    TitanEmbeddingsAsyncClient.builder().transport(asyncTransport).build().close();
    assertThat(closed).isFalse();

    Transport plain = call -> GOOD;
    AsyncTransport asyncPlain = call -> CompletableFuture.completedFuture(GOOD);
    assertThatCode(plain::close).doesNotThrowAnyException();
    assertThatCode(asyncPlain::close).doesNotThrowAnyException();
  }
}
