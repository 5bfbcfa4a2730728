package io.github.titanembeddings.examples.spark;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.github.titanembeddings.examples.spark.Cluster.byId;
import static io.github.titanembeddings.examples.spark.Cluster.row;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Embeds with executors in this JVM. */
class LocalTest extends LocalSession {
  private static EmbedOptions.Builder options() {
    return EmbedOptions.builder()
        .key("id")
        .image("image")
        .text("title")
        .region("us-east-1")
        .endpoint(stub.endpoint())
        .length(256)
        .rowsPerTask(10);
  }

  @Test
  void addsTheColumnsAndKeepsFaultsOfRowsInTheirRows() {
    byte[] broken = Cluster.png(1);
    broken[1] = 0;
    List<Row> rows =
        List.of(
            RowFactory.create("text", null, "red shoe"),
            RowFactory.create("image", Cluster.png(1), null),
            RowFactory.create("both", Cluster.png(1), "red shoe"),
            RowFactory.create("broken", broken, null),
            RowFactory.create("nothing", null, null));

    Dataset<Row> embedded = EmbedColumns.embed(Cluster.frame(spark, rows), options().build());

    assertThat(embedded.columns())
        .containsExactly(
            "id",
            "image",
            "title",
            "vector",
            "error_kind",
            "error_message",
            "request_id",
            "attempts",
            "input_tokens",
            "model",
            "vector_length");
    Map<String, Row> byId = byId(embedded);
    assertThat(byId).hasSize(5);
    Row text = row(byId, "text");
    float[] expected =
        stub.client()
            .embed(r -> r.text("red shoe").outputEmbeddingLength(256))
            .embedding()
            .toArray();
    assertThat(text.<Float>getList(text.fieldIndex("vector"))).hasSize(256);
    assertThat(text.<Float>getList(text.fieldIndex("vector")).get(7)).isEqualTo(expected[7]);
    assertThat(text.<Integer>getAs("input_tokens")).isEqualTo(2);
    assertThat(text.<Integer>getAs("attempts")).isEqualTo(1);
    assertThat(text.<Integer>getAs("vector_length")).isEqualTo(256);
    assertThat(text.<String>getAs("model")).isEqualTo("amazon.titan-embed-image-v1");
    assertThat(text.<String>getAs("error_kind")).isNull();
    Row bad = row(byId, "broken");
    assertThat(bad.<String>getAs("error_kind")).isEqualTo("image.unreadable");
    assertThat(bad.<String>getAs("error_message")).isNotBlank();
    assertThat(bad.isNullAt(bad.fieldIndex("vector"))).isTrue();
    assertThat(row(byId, "nothing").<String>getAs("error_kind")).isEqualTo("input.missing");
  }

  @Test
  void sendsTheSameContentOnceInTheWholeFrame() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      rows.add(RowFactory.create("id-" + i, null, "text " + i % 7));
    }
    EmbedCounters counters = EmbedCounters.register(spark.sparkContext());

    List<Row> embedded =
        EmbedColumns.embed(
                Cluster.frame(spark, rows).repartition(5),
                options().maxInFlight(4).build(),
                counters)
            .collectAsList();

    assertThat(embedded).hasSize(400).noneMatch(row -> row.isNullAt(row.fieldIndex("vector")));
    assertThat(stub.requestCount()).isEqualTo(7);
    assertThat(counters.counts()).isEqualTo(new EmbedCounts(400, 0, 7, 0, 14, 0));
  }

  @Test
  void aRerunSendsOnlyWhatIsNewOrMayStillSucceed() {
    String output = folder.resolve("out").toString();
    EmbedOptions options = options().build();
    Dataset<Row> frame = Cluster.frame(spark, Cluster.images(40, 10));

    EmbedCounts first = EmbedColumns.embedTo(frame, output, options, rows -> rows.drop("image"));
    assertThat(first).isEqualTo(new EmbedCounts(40, 4, 36, 0, 0, 36));
    EmbedCounts second = EmbedColumns.embedTo(frame, output, options, rows -> rows.drop("image"));
    assertThat(second).isEqualTo(EmbedCounts.NONE);
    assertThat(stub.requestCount()).isEqualTo(36);

    Dataset<Row> more = Cluster.frame(spark, Cluster.images(45, 10));
    stub.enqueue(1, StubResponse.error(400, "ValidationException", "an unknown refusal"));
    assertThat(EmbedColumns.embedTo(more, output, options, rows -> rows.drop("image")).failed())
        .isEqualTo(1);
    assertThat(EmbedColumns.embedTo(more, output, options, rows -> rows.drop("image")))
        .isEqualTo(new EmbedCounts(1, 0, 1, 0, 0, 1));

    Dataset<Row> all = EmbedColumns.read(spark, output, options);
    assertThat(byId(all)).hasSize(45);
    assertThat(all.where(col("vector").isNull()).count()).isEqualTo(4);
  }

  @Test
  void aFaultThatAllRowsShareFailsTheJobWithTheReasonAndKeepsWhatWasWritten() {
    String output = folder.resolve("out").toString();
    EmbedOptions options = options().rowsPerTask(20).maxInFlight(2).build();
    Dataset<Row> frame = Cluster.frame(spark, Cluster.images(400, 1000));
    stub.enqueue(100, StubResponse.body(TitanStub.embeddingJson(256)));
    stub.enqueue(
        10_000,
        StubResponse.error(403, "AccessDeniedException", "You don't have access to the model"));

    assertThatThrownBy(() -> EmbedColumns.embedTo(frame, output, options))
        .hasStackTraceContaining("Titan embeddings stopped")
        .hasStackTraceContaining("You don't have access to the model");
    assertThat(stub.requestCount()).as("no second try of each task").isLessThan(120);
    long written = EmbedColumns.read(spark, output, options).count();
    assertThat(written).isBetween(1L, 100L);

    stub.reset();
    EmbedColumns.embedTo(frame, output, options);
    assertThat(stub.requestCount()).isEqualTo(400 - written);
    assertThat(byId(EmbedColumns.read(spark, output, options))).hasSize(400);
  }

  @Test
  void aRetryOnTheSameExecutorSendsAgainWhatWasInFlight() {
    EmbedOptions options = options().rowsPerTask(1000).maxInFlight(4).build();
    Dataset<Row> frame = Cluster.frame(spark, Cluster.images(100, 1000));

    EmbedColumns.embedTo(
        frame, folder.resolve("out").toString(), options, rows -> failing(rows, 60));

    assertThat(byId(EmbedColumns.read(spark, folder.resolve("out").toString(), options)))
        .hasSize(100);
    assertThat(stub.requestCount()).isBetween(100L, 100L + 4);
  }

  /** Fails the first attempt of each task after a number of rows. */
  static Dataset<Row> failing(Dataset<Row> rows, int after) {
    return rows.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            part ->
                new FailingIterator(
                    part, TaskContext.get().attemptNumber() == 0 ? after : Long.MAX_VALUE),
        Encoders.row(rows.schema()));
  }

  @Test
  void identifiesFilesByPathTimeAndSize() throws Exception {
    Path file = Files.write(folder.resolve("a.png"), Cluster.png(1));
    Dataset<Row> frame =
        spark.createDataFrame(
            List.of(
                RowFactory.create("path", file.toString()),
                RowFactory.create("uri", file.toUri().toString().replace("file:///", "file:/")),
                RowFactory.create("missing", folder.resolve("missing.png").toString()),
                RowFactory.create("nonsense", "a\0b")),
            new StructType().add("id", "string").add("picture", "string"));
    EmbedOptions options =
        EmbedOptions.builder()
            .key("id")
            .image("picture")
            .region("us-east-1")
            .endpoint(stub.endpoint())
            .length(256)
            .build();
    String output = folder.resolve("out").toString();

    EmbedColumns.embedTo(frame, output, options);
    Map<String, Row> byId = byId(EmbedColumns.read(spark, output, options));
    assertThat(row(byId, "path").<Integer>getAs("vector_length")).isEqualTo(256);
    assertThat(row(byId, "uri").<Integer>getAs("vector_length")).isEqualTo(256);
    assertThat(row(byId, "missing").<String>getAs("error_kind")).isEqualTo("image.not-found");
    assertThat(row(byId, "nonsense").<String>getAs("error_kind")).isNotNull();
    long sent = stub.requestCount();
    EmbedColumns.embedTo(frame, output, options);
    assertThat(stub.requestCount()).isEqualTo(sent);

    Files.write(file, Cluster.png(2));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    Files.write(folder.resolve("missing.png"), Cluster.png(3));
    EmbedColumns.embedTo(frame, output, options);
    assertThat(stub.requestCount()).isGreaterThan(sent);
    assertThat(EmbedColumns.read(spark, output, options).where("id = 'missing'").count())
        .isEqualTo(2); // one per content
  }

  @Test
  void identifiesS3ObjectsByETagAndSize() {
    byte[] image = Cluster.png(1);
    WireMockServer s3 = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    s3.start();
    System.setProperty("aws.endpointUrlS3", "http://127.0.0.1:" + s3.port());
    System.setProperty("aws.region", "us-east-1");
    try {
      for (String key : List.of("/photos/a.png", "/photos/b.png")) {
        s3.stubFor(head(urlPathEqualTo(key)).willReturn(object(200).withHeader("ETag", "\"1\"")));
        s3.stubFor(get(urlPathEqualTo(key)).willReturn(part(image, image.length)));
        s3.stubFor(
            get(urlPathEqualTo(key))
                .withHeader("Range", equalTo("bytes=0-0"))
                .willReturn(part(image, 1)));
      }
      Dataset<Row> frame =
          spark.createDataFrame(
              List.of(
                  RowFactory.create("1", "s3://photos/a.png"),
                  RowFactory.create("2", "s3a://photos/a.png"),
                  RowFactory.create("3", "s3://photos/b.png"),
                  RowFactory.create("4", "s3://photos/missing.png"),
                  RowFactory.create("5", null)),
              new StructType().add("id", "string").add("uri", "string"));
      EmbedOptions options =
          EmbedOptions.builder()
              .key("id")
              .image("uri")
              .region("us-east-1")
              .endpoint(stub.endpoint())
              .build();
      String output = folder.resolve("out").toString();

      EmbedCounts first = EmbedColumns.embedTo(frame, output, options);
      assertThat(first.rows()).isEqualTo(5);
      assertThat(first.failed()).isEqualTo(2);
      Map<String, Row> byId = byId(EmbedColumns.read(spark, output, options));
      assertThat(row(byId, "2").<Integer>getAs("vector_length")).isEqualTo(1024);
      assertThat(row(byId, "4").<String>getAs("error_kind")).isEqualTo("image.not-found");
      assertThat(row(byId, "5").<String>getAs("error_kind")).isEqualTo("input.missing");
      int reads = s3.findAll(getRequestedFor(urlPathEqualTo("/photos/a.png"))).size();

      s3.stubFor(
          head(urlPathEqualTo("/photos/b.png"))
              .willReturn(object(200).withHeader("ETag", "\"2\"")));
      EmbedColumns.embedTo(frame, output, options);
      assertThat(s3.findAll(getRequestedFor(urlPathEqualTo("/photos/a.png")))).hasSize(reads);
      assertThat(EmbedColumns.read(spark, output, options).where("id = '3'").count()).isEqualTo(2);
    } finally {
      System.clearProperty("aws.endpointUrlS3");
      System.clearProperty("aws.region");
      s3.stop();
    }
  }

  private static ResponseDefinitionBuilder part(byte[] image, int length) {
    return object(206)
        .withHeader("ETag", "\"1\"")
        .withHeader("Content-Range", "bytes 0-" + (length - 1) + "/" + image.length)
        .withBody(Arrays.copyOf(image, length));
  }

  private static ResponseDefinitionBuilder object(int status) {
    return aResponse().withStatus(status).withHeader("Content-Type", "image/png");
  }

  @Test
  void namesAMissingColumnAWrongTypeAndAColumnThatExists() {
    Dataset<Row> frame = Cluster.frame(spark, List.of());
    assertThatThrownBy(() -> EmbedColumns.embed(frame, options().key("sku").build()))
        .hasMessage("the input has no column sku; its columns are [id, image, title]");
    assertThatThrownBy(() -> EmbedColumns.embed(frame, options().text("image").build()))
        .hasMessage("the column image is of type binary; it must be string");
    assertThatThrownBy(
            () ->
                EmbedColumns.embed(
                    frame.withColumnRenamed("title", "vector"), options().text("vector").build()))
        .hasMessage("the input has the column vector, which embedding adds; rename it");
    assertThatThrownBy(() -> EmbedOptions.builder().key("id").build())
        .hasMessage("set the columns of key, and of image, text or both");
  }

  @Test
  void theWalkThroughFindsTheNearestImagesOfAText() throws Exception {
    for (int i = 0; i < 12; i++) {
      Files.write(folder.resolve("image-" + i + ".png"), Cluster.png(i));
    }
    stub.alike("red shoe", Cluster.png(4)).alike("red shoe", Cluster.png(9));
    Dataset<Row> images =
        spark
            .read()
            .format("binaryFile")
            .option("pathGlobFilter", "*.png")
            .load(folder.toString())
            .select(col("path").as("id"), col("path"));
    EmbedOptions options =
        EmbedOptions.builder()
            .key("id")
            .image("path")
            .length(384)
            .region("us-east-1")
            .endpoint(stub.endpoint())
            .build();
    String output = folder.resolve("vectors").toString();
    EmbedColumns.embedTo(images, output, options);
    Dataset<Row> catalog = EmbedColumns.read(spark, output, options);

    float[] query =
        stub.client()
            .embed(r -> r.text("red shoe").outputEmbeddingLength(384))
            .embedding()
            .toArray();
    catalog.createOrReplaceTempView("catalog");
    spark
        .createDataFrame(
            List.of(RowFactory.create((Object) query)),
            new StructType().add("query", "array<float>"))
        .createOrReplaceTempView("query");
    List<Row> nearest =
        spark
            .sql(
                """
                SELECT id, aggregate(zip_with(vector, query, (a, b) -> double(a * b)), 0D, (s, x) -> s + x) AS cosine
                FROM catalog CROSS JOIN query WHERE vector IS NOT NULL ORDER BY cosine DESC LIMIT 2
                """)
            .collectAsList();

    assertThat(nearest)
        .extracting(row -> row.<String>getAs("id").replaceFirst(".*/", ""))
        .containsExactlyInAnyOrder("image-4.png", "image-9.png");
  }
}
