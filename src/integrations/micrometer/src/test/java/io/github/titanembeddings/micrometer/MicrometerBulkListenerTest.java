package io.github.titanembeddings.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.testing.TitanStub;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicrometerBulkListenerTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private double count(String name, String... tags) {
    return meters.get(name).tag("run", "catalog").tags(tags).counter().count();
  }

  @Test
  void countsTheOutcomesOfConsecutiveRuns() {
    try (TitanStub stub = TitanStub.start()) {
      for (int run = 0; run < 2; run++) {
        BulkOptions options =
            BulkOptions.builder().listener(MicrometerBulkListener.of(meters, "catalog")).build();
        BulkEmbedder.of(stub.asyncClient(), options)
            .embed(
                IntStream.range(0, 10)
                    .mapToObj(i -> BulkItem.of("k" + i, EmbeddingRequest.ofText("text " + i))),
                outcome -> {});
      }
    }
    assertThat(count("titan.bulk.items", "outcome", "EMBEDDED")).isEqualTo(20);
    assertThat(count("titan.bulk.requests")).isEqualTo(20);
    assertThat(meters.find("titan.bulk.in.flight").gauge()).isNull();
  }

  @Test
  void addsTheDifferencesOfSnapshots() {
    MicrometerBulkListener listener = MicrometerBulkListener.of(meters, "catalog");
    listener.onProgress(snapshot(3, 5));
    assertThat(meters.get("titan.bulk.in.flight").gauge().value()).isEqualTo(5);
    listener.onProgress(snapshot(7, 2));
    assertThat(count("titan.bulk.items", "outcome", "EMBEDDED")).isEqualTo(7);
    assertThat(meters.get("titan.bulk.in.flight").gauge().value()).isEqualTo(2);
  }

  private static BulkSnapshot snapshot(long embedded, int inFlight) {
    return new BulkSnapshot(
        embedded, Map.of(), 0, inFlight, embedded, 0, 0, 0, 0, 0, Duration.ofSeconds(1), 1, null);
  }
}
