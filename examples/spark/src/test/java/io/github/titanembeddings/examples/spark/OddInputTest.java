package io.github.titanembeddings.examples.spark;

import static io.github.titanembeddings.examples.spark.Cluster.byId;
import static io.github.titanembeddings.examples.spark.Cluster.row;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames with unusual names, types, sizes and images. */
class OddInputTest extends LocalSession {
  private static EmbedOptions.Builder options() {
    return EmbedOptions.builder()
        .key("id")
        .region("us-east-1")
        .endpoint(stub.endpoint())
        .length(256)
        .rowsPerTask(10);
  }

  private static EmbedOptions pathOptions() {
    return options().image("path").build();
  }

  private static Dataset<Row> paths(String... paths) {
    return spark.createDataFrame(
        Stream.of(paths).map(path -> RowFactory.create(path, path)).toList(),
        new StructType().add("id", "string").add("path", "string"));
  }

  private String output() {
    return folder.resolve("out").toString();
  }

  private List<Path> journals() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of("target/spark-local"))) {
      return files.filter(file -> file.endsWith("journal.db")).toList();
    }
  }

  @Test
  void keepsColumnsOfAllTypesAndUnusualNames() {
    Dataset<Row> frame =
        spark
            .range(3)
            .select(
                col("id").as("product.id"),
                expr("concat('shoe ', id)").as("a `title`"),
                expr("struct(id, array(1.5D, null), map('a', date'2024-02-29'))").as("nested"),
                expr("cast(12.345 as decimal(20,3))").as("price"),
                expr("timestamp'2024-01-01 00:00:00.123456'").as("at"),
                expr("timestamp_ntz'2024-01-01 00:00:00'").as("local"),
                expr("cast(null as array<binary>)").as("missing"),
                expr("interval '1-2' year to month").as("age"),
                lit(null).as("nothing"));

    Dataset<Row> embedded =
        EmbedColumns.embed(frame, options().key("product.id").text("a `title`").build());

    assertThat(
            embedded
                .select(frame.columns()[2], "price", "at", "local", "missing", "age")
                .collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            frame.select("nested", "price", "at", "local", "missing", "age").collectAsList());
    assertThat(embedded.where("vector is null").count()).isZero();
    EmbedOptions options = options().key("product.id").text("a `title`").build();
    Dataset<Row> stored = frame.drop("nothing", "age");
    assertThat(EmbedColumns.embedTo(stored, output(), options).rows()).isEqualTo(3);
    assertThat(EmbedColumns.embedTo(stored, output(), options)).isEqualTo(EmbedCounts.NONE);
    assertThat(EmbedColumns.read(spark, output(), options).count()).isEqualTo(3);
  }

  @Test
  void keepsEachRowOfANullOrDuplicateKey() {
    Dataset<Row> frame =
        spark.createDataFrame(
            List.of(
                RowFactory.create(null, "a"),
                RowFactory.create(null, "a"),
                RowFactory.create("1", "a"),
                RowFactory.create("1", "b"),
                RowFactory.create("2", null)),
            new StructType().add("id", "string").add("title", "string"));
    EmbedOptions options = options().text("title").build();

    List<String> embedded =
        EmbedColumns.embed(frame, options).collectAsList().stream()
            .map(row -> row.getAs("id") + " " + row.getAs("title") + " " + row.getAs("error_kind"))
            .toList();
    assertThat(embedded)
        .containsExactlyInAnyOrder(
            "null a null", "null a null", "1 a null", "1 b null", "2 null input.missing");
    assertThat(stub.requestCount()).isEqualTo(2);

    assertThat(EmbedColumns.embedTo(frame, output(), options).rows()).isEqualTo(5);
    assertThat(EmbedColumns.embedTo(frame, output(), options)).isEqualTo(EmbedCounts.NONE);
    assertThat(EmbedColumns.read(spark, output(), options).count()).isEqualTo(4);
  }

  @Test
  void embedsAnEmptyFrame() {
    Dataset<Row> frame = paths();

    assertThat(EmbedColumns.embed(frame, pathOptions()).count()).isZero();
    assertThat(EmbedColumns.embedTo(frame, output(), pathOptions())).isEqualTo(EmbedCounts.NONE);
    assertThat(EmbedColumns.embedTo(frame, output(), pathOptions())).isEqualTo(EmbedCounts.NONE);
    assertThat(EmbedColumns.read(spark, output(), pathOptions()).count()).isZero();
  }

  @Test
  void embedsOneRowPerPartitionAndATextOfMegabytes() {
    Dataset<Row> frame =
        spark
            .range(0, 30, 1, 30)
            .select(col("id"), expr("repeat(concat('shoe ', id, ' '), 200000)").as("title"));

    Dataset<Row> embedded =
        EmbedColumns.embed(frame, options().text("title").rowsPerTask(1).build());

    assertThat(embedded.where("vector is not null").count()).isEqualTo(30);
    assertThat(stub.requestCount()).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b.png", "50% off.png", "a%20b.png", "#1.png", "ü?.png"})
  void readsTheFilesThatSparkLists(String name) throws Exception {
    Files.createDirectories(folder.resolve("in"));
    Files.write(folder.resolve("in").resolve(name), Cluster.png(1));
    Dataset<Row> listed =
        spark
            .read()
            .format("binaryFile")
            .load(folder.resolve("in").toString())
            .select(col("path").as("id"), col("path"));
    String encoded = folder.resolve("in").resolve(name).toUri().toString();

    for (Dataset<Row> frame : List.of(listed, paths(encoded))) {
      assertThat(
              EmbedColumns.embed(frame, pathOptions())
                  .select("error_kind", "vector_length")
                  .first())
          .isEqualTo(RowFactory.create(null, 256));
    }
  }

  @Test
  void namesAnUnusableImageAndDoesNotTryItAgain() throws Exception {
    Path corrupt = Files.write(folder.resolve("corrupt.png"), new byte[] {1, 2, 3});
    Dataset<Row> frame =
        paths(
            "hdfs://node/a.png",
            "https://shop/a.png",
            "data:image/png;base64,AA==",
            "a\0b",
            corrupt.toString());

    assertThat(EmbedColumns.embedTo(frame, output(), pathOptions()).failed()).isEqualTo(5);
    Map<String, Row> byId = byId(EmbedColumns.read(spark, output(), pathOptions()));
    assertThat(row(byId, "hdfs://node/a.png").<String>getAs("error_message"))
        .isEqualTo("hdfs:/… is not supported; give an s3:// or file: URI, a path or the bytes");
    assertThat(
            byId.values().stream()
                .map(row -> row.<String>getAs("error_kind"))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("image.bad-uri", "image.unreadable");

    assertThat(EmbedColumns.embedTo(frame, output(), pathOptions())).isEqualTo(EmbedCounts.NONE);
  }

  @Test
  void failsTheJobWithoutARegionForS3() {
    Dataset<Row> frame = paths("s3://photos/a.png", "s3://photos/b.png");

    assertThatThrownBy(() -> EmbedColumns.embedTo(frame, output(), pathOptions()))
        .hasStackTraceContaining("Amazon S3: ")
        .hasStackTraceContaining("region");
  }

  @Test
  void triesAMissingImageAgainEvenIfATaskFailed() {
    Dataset<Row> frame = paths(folder.resolve("missing.png").toString());

    EmbedColumns.embedTo(frame, output(), pathOptions(), rows -> LocalTest.failing(rows, 0));
    assertThat(EmbedColumns.embedTo(frame, output(), pathOptions()).rows()).isEqualTo(1);
  }

  @Test
  void keepsTheColumnsThatALaterRunAdds() {
    EmbedOptions options = options().text("title").build();
    Dataset<Row> first = spark.range(2).select(col("id"), expr("concat('a', id)").as("title"));
    Dataset<Row> second =
        spark.range(3).select(col("id"), expr("concat('a', id)").as("title"), lit("x").as("note"));

    EmbedColumns.embedTo(first, output(), options);
    EmbedColumns.embedTo(second, output(), options);

    Dataset<Row> all = EmbedColumns.read(spark, output(), options);
    assertThat(all.where("note = 'x'").count()).isEqualTo(1);
    assertThat(all.where("note is null").count()).isEqualTo(2);
  }

  @Test
  void writesToAnyTableAndFindsItsRowsThere() {
    EmbedOptions options = options().text("title").build();
    Dataset<Row> frame = spark.range(5).select(col("id"), expr("concat('a', id)").as("title"));
    List<Row> table = new ArrayList<>();
    List<Dataset<Row>> written = new ArrayList<>(List.of(spark.emptyDataFrame()));

    for (int expected : new int[] {5, 0}) {
      EmbedCounts counts =
          EmbedColumns.embedNew(
              frame,
              written.get(0),
              options,
              rows -> {
                table.addAll(rows.collectAsList());
                written.set(0, spark.createDataFrame(table, rows.schema()));
              });
      assertThat(counts.requests()).isEqualTo(expected);
    }
    assertThat(table).hasSize(5);
  }

  @Test
  void deletesTheJournalsOfTasksThatSucceededAndCountsTheCost() throws Exception {
    Dataset<Row> frame = Cluster.frame(spark, Cluster.images(30, 1000));
    EmbedOptions options = options().image("image").build();

    List<Path> before = journals();
    EmbedColumns.embedTo(frame, output(), options);
    assertThat(journals()).isEqualTo(before);

    EmbedCounters counters = EmbedCounters.register(spark.sparkContext());
    assertThat(EmbedColumns.embed(frame, options, counters).count()).isEqualTo(30);
    assertThat(counters.cost()).isEqualTo(15);
  }

  @Test
  void rejectsNamesThatClashAndAKeyThatCannotBeCompared() {
    EmbedOptions options = options().text("title").build();
    assertThatThrownBy(
            () -> EmbedColumns.embed(spark.sql("SELECT 1 id, 'a' title, 2 Vector"), options))
        .hasMessage("the input has the column Vector, which embedding adds; rename it");
    assertThatThrownBy(() -> EmbedColumns.embed(spark.sql("SELECT 1 id, 'a' title, 2 ID"), options))
        .hasMessage("the input has several columns with the name ID; rename them");
    assertThatThrownBy(
            () -> EmbedColumns.embed(spark.sql("SELECT map('a', 1) id, 'a' title"), options))
        .hasMessageContaining("the key id is of type map");
    assertThatThrownBy(
            () ->
                EmbedColumns.embedTo(
                    spark.sql("SELECT 1 id, 'a' title"),
                    output(),
                    options,
                    rows -> rows.drop("content")))
        .hasMessageContaining("the output must have the column content");
    assertThat(stub.requestCount()).isZero();
  }
}
