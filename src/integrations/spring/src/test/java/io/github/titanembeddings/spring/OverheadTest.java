package io.github.titanembeddings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.support.Overhead;
import org.junit.jupiter.api.Test;

/** What one text costs through Spring AI, over the plain client. */
class OverheadTest {
  @Test
  void oneTextAllocatesAtMostATenthMore() {
    try (Overhead overhead = new Overhead();
        TitanEmbeddingsAsyncClient titan =
            overhead.connect(TitanEmbeddingsAsyncClient.builder()).build()) {
      TitanEmbeddingModel model = TitanEmbeddingModel.of(titan);
      Overhead.Cost[] costs =
          overhead.measure(
              () -> titan.embed(r -> r.text("red shoe")).join().embedding().toArray(),
              () -> model.embed("red shoe"));
      assertThat(costs[1].over(costs[0], "Spring AI")).isLessThanOrEqualTo(1.10);
    }
  }
}
