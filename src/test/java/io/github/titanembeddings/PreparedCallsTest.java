package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.internal.client.ClientAccess;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.testing.TitanStub;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The calls of bulk runs: prepared first and embedded later, without retries. */
class PreparedCallsTest {
  private static final EmbeddingRequest REQUEST = EmbeddingRequest.ofText("red shoe");

  @AutoClose private static final TitanStub STUB = TitanStub.start();

  @BeforeEach
  void reset() {
    STUB.reset();
  }

  @ParameterizedTest
  @EnumSource(names = "ASYNC") // bulk runs use it
  void sendsOnceWithoutRetries(ClientMode mode) {
    try (EitherClient titan = mode.client(STUB)) {
      EitherClient once = titan.withoutRetries();
      STUB.throttle(1);

      ServiceException refusal = assertThrows(ServiceException.class, () -> once.embed(REQUEST));

      assertThat(refusal.kind()).isEqualTo(ServiceException.Kind.THROTTLED);
      assertThat(refusal.attempts()).isOne();
      assertThat(STUB.requestCount()).isOne();

      once.close();
      STUB.throttle(1);
      titan.embed(REQUEST);
      assertThat(STUB.requestCount()).isEqualTo(3);
    }
  }

  @Test
  void preparedRequestHasTheSameResult() {
    EmbeddingConfig config = EmbeddingConfig.of(256);
    try (TitanEmbeddingsAsyncClient titan =
        STUB.asyncClientBuilder().embeddingConfig(config).build()) {
      ClientAccess access = ClientAccess.get();
      PreparedRequest prepared = access.prepare().apply(titan, REQUEST).join();

      assertThat(STUB.requestCount()).isZero();
      assertThat(prepared.request().vectorLength()).isEqualTo(256);
      for (int i = 1; i <= 2; i++) {
        assertThat(access.embed().apply(titan, prepared).join().embedding())
            .isEqualTo(titan.embed(REQUEST).join().embedding());
        assertThat(STUB.requestCount()).isEqualTo(2L * i);
      }

      titan.close();
      assertThatIllegalStateException().isThrownBy(() -> access.prepare().apply(titan, REQUEST));
      assertThatIllegalStateException().isThrownBy(() -> access.embed().apply(titan, prepared));
    }
  }
}
