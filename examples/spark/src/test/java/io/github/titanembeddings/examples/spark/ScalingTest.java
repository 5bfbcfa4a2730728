package io.github.titanembeddings.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.testing.TitanStub;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measures rows per minute without a quota; runs with {@code -Dscaling=true} only. */
@Timeout(600)
@EnabledIfSystemProperty(named = "scaling", matches = "true")
class ScalingTest {
  private static final int ROWS = Integer.getInteger("scalingRows", 6_000);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void printsRowsPerMinute(int executors) throws Exception {
    try (TitanStub stub = TitanStub.start()) {
      stub.latency(Duration.ofMillis(200));
      SparkSession spark =
          Cluster.localCluster(executors)
              .config(TitanPlugin.REQUESTS_PER_MINUTE, 1_000_000)
              .getOrCreate();
      try {
        EmbedOptions options =
            EmbedOptions.builder()
                .key("id")
                .image("image")
                .region("us-east-1")
                .endpoint(stub.endpoint())
                .rowsPerTask(500)
                .maxInFlight(16)
                .build();
        Dataset<Row> warmUp = Cluster.frame(spark, Cluster.images(500, 1_000_000));
        EmbedColumns.embedTo(warmUp.repartition(4), folder.resolve("warm-up").toString(), options);
        Dataset<Row> rows = Cluster.frame(spark, Cluster.images(ROWS, 1_000_000)).repartition(4);

        long start = System.nanoTime();
        EmbedCounts counts =
            EmbedColumns.embedTo(
                rows, folder.resolve("out").toString(), options, out -> out.drop("image"));
        double minutes = (System.nanoTime() - start) / 60e9;

        System.out.printf("%d executors: %,.0f rows per minute%n", executors, ROWS / minutes);
        assertThat(counts.requests()).isEqualTo(ROWS);
      } finally {
        spark.stop();
      }
    }
  }
}
