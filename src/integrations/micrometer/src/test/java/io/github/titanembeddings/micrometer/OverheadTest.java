package io.github.titanembeddings.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.support.Overhead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

/** What one text costs with metrics, over a client without a listener. */
class OverheadTest {
  private static Runnable call(TitanEmbeddingsClient titan) {
    return () -> titan.embed(r -> r.text("red shoe")).embedding().toArray();
  }

  @Test
  void metricsAllocateAtMostATenthMore() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Overhead overhead = new Overhead();
        TitanEmbeddingsClient plain = overhead.connect(TitanEmbeddingsClient.builder()).build();
        TitanEmbeddingsClient silent =
            overhead
                .connect(TitanEmbeddingsClient.builder())
                .listener(MicrometerListener.of(ObservationRegistry.NOOP))
                .build();
        TitanEmbeddingsClient measured =
            overhead
                .connect(TitanEmbeddingsClient.builder())
                .listener(MicrometerListener.of(meters))
                .build()) {
      Overhead.Cost[] costs = overhead.measure(call(plain), call(silent), call(measured));
      assertThat(costs[1].over(costs[0], "a registry that is off")).isLessThanOrEqualTo(1.10);
      assertThat(costs[2].over(costs[0], "metrics")).isLessThanOrEqualTo(1.10);
    }
    assertThat(meters.get("gen_ai.client.embeddings.duration").timer().count()).isPositive();
  }
}
