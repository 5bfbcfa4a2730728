package io.github.titanembeddings.examples.spark;

import static io.github.titanembeddings.examples.spark.Cluster.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.batch.BatchInferenceClient;
import io.github.titanembeddings.batch.BatchJobFailedException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.testing.TitanStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batch jobs whose input executors write and whose output they read. */
@Timeout(180)
class BatchTest {
  private static final WaitOptions WAIT =
      new WaitOptions(Duration.ofMillis(50), Duration.ofMinutes(1));

  @TempDir Path folder;

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>(Cluster.images(500, 50));
    for (int i = 0; i < 20; i++) {
      rows.add(RowFactory.create("same-" + i, Cluster.png(0), null));
    }
    return rows;
  }

  @Test
  void embedsByJobsThatAreSubmittedOnce() throws Exception {
    Path bucket = Files.createDirectories(folder.resolve("bucket"));
    String root = bucket.toString();
    BatchTarget target =
        new BatchTarget(
            () -> LocalObjectStore.of("shop", Path.of(root)),
            "s3://shop/batch",
            "arn:aws:iam::123456789012:role/batch",
            folder.resolve("state").toUri().toString(),
            200);
    SparkSession spark =
        Cluster.session("local[2,3]").config(TitanPlugin.REQUESTS_PER_MINUTE, 1_000).getOrCreate();
    try (TitanStub stub = TitanStub.start();
        LocalObjectStore store = LocalObjectStore.of("shop", bucket)) {
      stub.batch().store(store).jobDuration(Duration.ofMillis(1)).failNext("try again later");
      BatchInferenceClient client = stub.batchClient();
      EmbedOptions options = EmbedOptions.builder().key("id").image("image").length(256).build();
      Dataset<Row> frame = Cluster.frame(spark, rows());

      assertThatThrownBy(() -> BatchColumns.embed(frame, options, target, client, WAIT))
          .isInstanceOf(BatchJobFailedException.class);
      long jobs = client.list().count();
      assertThat(jobs).isEqualTo(3);
      assertThatThrownBy(() -> BatchColumns.embed(frame, options, target, client, WAIT))
          .isInstanceOf(BatchJobFailedException.class);
      assertThat(client.list().count()).as("the same jobs").isEqualTo(jobs);

      BatchTarget other =
          new BatchTarget(
              target.store(),
              target.folder(),
              target.roleArn(),
              folder.resolve("other").toUri().toString(),
              200);
      List<Row> embedded = BatchColumns.embed(frame, options, other, client, WAIT).collectAsList();

      Map<String, Row> byId = new HashMap<>();
      embedded.forEach(row -> byId.put(row.getAs("id"), row));
      assertThat(embedded).hasSize(520);
      assertThat(byId).hasSize(520);
      assertThat(embedded).filteredOn(r -> r.isNullAt(r.fieldIndex("vector"))).hasSize(10);
      assertThat(row(byId, "id-49").<String>getAs("error_kind")).isEqualTo("image.unreadable");
      float[] expected =
          stub.client()
              .embed(r -> r.image(Cluster.png(7)).outputEmbeddingLength(256))
              .embedding()
              .toArray();
      Row seventh = row(byId, "id-7");
      assertThat(seventh.<Float>getList(seventh.fieldIndex("vector")).get(5))
          .isEqualTo(expected[5]);
      Row same = row(byId, "same-3");
      Row first = row(byId, "id-0");
      assertThat(same.<Float>getList(same.fieldIndex("vector")))
          .isEqualTo(first.<Float>getList(first.fieldIndex("vector")));
      assertThat(embedded.get(0).schema().fieldNames())
          .endsWith("input_tokens", "model", "vector_length");
    } finally {
      spark.stop();
    }
  }
}
