package io.github.titanembeddings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.transport.InvokeReply;

/** Any response body is a finite vector of the requested length or a typed exception. */
class ReplyFuzzTest {
  private static final int LENGTH = 256;

  @FuzzTest(maxDuration = "1m")
  void returnsACompleteVectorOrThrows(byte[] body) {
    try (TitanEmbeddingsClient titan =
        TitanEmbeddingsClient.builder()
            .transport(call -> InvokeReply.builder(body).build())
            .build()) {
      Embedding embedding =
          titan.embed(r -> r.text("red shoe").outputEmbeddingLength(LENGTH)).embedding();
      assertThat(embedding.length()).isEqualTo(LENGTH);
      for (float number : embedding.toArray()) {
        assertThat(number).isFinite();
      }
    } catch (MalformedReplyException | ServiceException | TransportException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
