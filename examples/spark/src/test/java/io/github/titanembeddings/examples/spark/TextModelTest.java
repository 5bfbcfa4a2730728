package io.github.titanembeddings.examples.spark;

import static io.github.titanembeddings.examples.spark.Cluster.byId;
import static io.github.titanembeddings.examples.spark.Cluster.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.LocalObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Embeds texts with Titan Text Embeddings V2. */
class TextModelTest extends LocalSession {
  private static final ModelId V2 = ModelId.onDemand(ModelFamily.TEXT_V2);

  private static EmbedOptions.Builder options() {
    return EmbedOptions.builder()
        .key("id")
        .text("title")
        .model(V2)
        .region("us-east-1")
        .endpoint(stub.endpoint());
  }

  private static Dataset<Row> frame() {
    return spark.createDataFrame(
        List.of(
            RowFactory.create("a", "red shoe"),
            RowFactory.create("same", "red shoe"),
            RowFactory.create("long", "x ".repeat(9_000)),
            RowFactory.create("blank", " ")),
        new StructType().add("id", "string").add("title", "string"));
  }

  @Test
  void embedsTextsWithTheLimitsOfTheModel() {
    EmbedOptions options = options().length(512).build();
    String output = folder.resolve("out").toString();

    assertThat(EmbedColumns.embedTo(frame(), output, options).rows()).isEqualTo(4);
    Map<String, Row> byId = byId(EmbedColumns.read(spark, output, options));
    Row shoe = row(byId, "a");
    float[] expected =
        stub.client()
            .withModel(V2)
            .embedText(r -> r.text("red shoe").dimensions(512))
            .embedding()
            .toArray();
    assertThat(shoe.<Float>getList(shoe.fieldIndex("vector"))).hasSize(512);
    assertThat(shoe.<Float>getList(shoe.fieldIndex("vector")).get(7)).isEqualTo(expected[7]);
    assertThat(shoe.<String>getAs("model")).isEqualTo("amazon.titan-embed-text-v2:0");
    assertThat(row(byId, "long").<Integer>getAs("vector_length")).isEqualTo(512);
    assertThat(row(byId, "blank").<String>getAs("error_kind")).isEqualTo("input.missing");
    assertThat(EmbedColumns.embedTo(frame(), output, options)).isEqualTo(EmbedCounts.NONE);
  }

  @Test
  void embedsTextsByABatchJob() throws Exception {
    String bucket = Files.createDirectories(folder.resolve("bucket")).toString();
    BatchTarget target =
        new BatchTarget(
            () -> LocalObjectStore.of("shop", Path.of(bucket)),
            "s3://shop/batch",
            "arn:aws:iam::123456789012:role/batch",
            folder.resolve("state").toUri().toString(),
            200);
    try (LocalObjectStore store = LocalObjectStore.of("shop", Path.of(bucket))) {
      stub.batch().store(store).jobDuration(Duration.ofMillis(1));
      EmbedOptions options = options().length(256).build();
      WaitOptions wait = new WaitOptions(Duration.ofMillis(50), Duration.ofMinutes(1));

      Map<String, Row> byId =
          byId(BatchColumns.embed(frame(), options, target, stub.batchClient(), wait));
      Row shoe = row(byId, "same");
      float[] expected =
          stub.client()
              .withModel(V2)
              .embedText(r -> r.text("red shoe").dimensions(256))
              .embedding()
              .toArray();
      assertThat(byId).hasSize(4);
      assertThat(shoe.<Float>getList(shoe.fieldIndex("vector"))).hasSize(256);
      assertThat(shoe.<Float>getList(shoe.fieldIndex("vector")).get(7)).isEqualTo(expected[7]);
      assertThat(row(byId, "long").<Integer>getAs("vector_length")).isEqualTo(256);
      assertThat(row(byId, "blank").<String>getAs("error_kind")).isEqualTo("input.missing");
    }
  }

  @Test
  void rejectsImagesAndLengthsThatTheModelLacks() {
    assertThatThrownBy(() -> options().image("image").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Titan Text Embeddings V2 takes no image column");
    for (int length : new int[] {384, 1536}) {
      assertThatThrownBy(() -> options().length(length).build())
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("one of [256, 512, 1024]");
    }
    assertThat(options().build().newRequest().text("a").build().vectorLength()).isEqualTo(1024);
    assertThat(stub.requestCount()).isZero();
  }
}
