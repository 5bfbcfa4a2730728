package io.github.titanembeddings.examples.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds the images and texts of a DataFrame at the quota of one account, which {@link TitanPlugin}
 * divides among the executors.
 *
 * <h2>Walk-through</h2>
 *
 * Start a session with the plugin:
 *
 * <pre>{@code
 * SparkSession spark = SparkSession.builder()
 *     .config("spark.plugins", TitanPlugin.class.getName())
 *     .config(TitanPlugin.REQUESTS_PER_MINUTE, 2_000) // the account's quota
 *     .getOrCreate();
 * }</pre>
 *
 * Read a folder of images; only their paths travel between executors:
 *
 * <pre>{@code
 * Dataset<Row> images = spark.read().format("binaryFile").option("pathGlobFilter", "*.png")
 *     .load("/data/catalog").select(col("path").as("id"), col("path"));
 * }</pre>
 *
 * Embed them into Parquet. Run the same lines again after a failure, or with more images: rows that
 * are embedded, or failed permanently, are not resent.
 *
 * <pre>{@code
 * EmbedOptions options = EmbedOptions.builder().key("id").image("path").length(384).build();
 * EmbedColumns.embedTo(images, "/data/vectors", options);
 * Dataset<Row> catalog = EmbedColumns.read(spark, "/data/vectors", options);
 * catalog.groupBy("error_kind").count().show();
 * }</pre>
 *
 * Find the nearest neighbors of a text with Spark SQL. Vectors have unit length, so that the dot
 * product is the cosine:
 *
 * <pre>{@code
 * float[] query = titan.embed(r -> r.text("red shoe").outputEmbeddingLength(384)).embedding().toArray();
 * catalog.createOrReplaceTempView("catalog");
 * spark.createDataFrame(List.of(RowFactory.create((Object) query)),
 *     new StructType().add("query", "array<float>")).createOrReplaceTempView("query");
 * spark.sql("""
 *     SELECT id, aggregate(zip_with(vector, query, (a, b) -> double(a * b)), 0D, (s, x) -> s + x) AS cosine
 *     FROM catalog CROSS JOIN query WHERE vector IS NOT NULL ORDER BY cosine DESC LIMIT 5""").show();
 * }</pre>
 *
 * <h2>Requests and failures</h2>
 *
 * The content of a row is the hash of its text, of its image and of the options that the vector
 * depends on; of an image in S3 its URI, ETag and size count, of a file its path, time and size, so
 * that no image is read twice. Rows with the same content are brought together in one task, which
 * sends one request for them.
 *
 * <p>A fault of a row (a corrupt image, a missing object, too many tokens) goes into its columns
 * {@code error_kind} and {@code error_message}; its vector is null. A fault that all rows share
 * (credentials, model access, daily quota) fails the job with the reason.
 *
 * <p>A task that is retried on the same executor resends only the requests in flight; on another
 * executor, or speculated, its {@link EmbedOptions#rowsPerTask()} rows. Spark commits the output of
 * one attempt only, so that every row is written once.
 *
 * <h2>At 100 million rows</h2>
 *
 * See {@code README.md} beside the pom of this example.
 */
public final class EmbedColumns {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedColumns.class);
  private static final String RUN = "run";
  private static final String VERSION = "image_version";
  private static final Set<String> ADDED =
      Stream.concat(RowResult.COLUMNS.stream(), Stream.of(RowResult.CONTENT, VERSION, RUN))
          .collect(Collectors.toUnmodifiableSet());
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("'r'yyyyMMdd-HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private EmbedColumns() {}

  /**
   * Returns the input with the columns {@code vector} (array of float), {@code error_kind}, {@code
   * error_message}, {@code request_id}, {@code attempts}, {@code input_tokens}, {@code model} and
   * {@code vector_length}. Counts the rows at once; everything else happens when an action uses the
   * result, and again for each action: write it first, or use {@link #embedTo}.
   *
   * @throws IllegalArgumentException if a column is missing, has another type, or exists already
   * @throws IllegalStateException if {@link TitanPlugin} is not configured
   */
  public static Dataset<Row> embed(Dataset<Row> input, EmbedOptions options) {
    return embed(input, options, EmbedCounters.register(context(input)));
  }

  /** Same as {@link #embed(Dataset, EmbedOptions)}, but with your accumulators. */
  public static Dataset<Row> embed(
      Dataset<Row> input, EmbedOptions options, EmbedCounters counters) {
    check(input, options);
    long rows = input.count();
    return embedded(withContent(input, options), rows, options, counters, newRun(), false)
        .drop(RowResult.CONTENT, RowResult.FINAL);
  }

  /**
   * Embeds the rows that an output does not have yet, and appends them as Parquet in a folder
   * {@code run=…}, with the columns of {@link #embed(Dataset, EmbedOptions)}, {@code content} (the
   * hash) and {@code error_final}. Rows whose failure is not final are retried. The output of
   * finished tasks remains if the job fails.
   *
   * @return the counts of the tasks that succeeded
   * @throws IllegalArgumentException as {@link #embed(Dataset, EmbedOptions)}
   * @throws IllegalStateException as {@link #embed(Dataset, EmbedOptions)}
   */
  public static EmbedCounts embedTo(Dataset<Row> input, String output, EmbedOptions options) {
    return embedTo(input, output, options, rows -> rows);
  }

  /**
   * Same as {@link #embedTo(Dataset, String, EmbedOptions)}, but changes the rows before they are
   * written, for example to drop the column with the bytes of the images. The key and the columns
   * of results must remain.
   */
  public static EmbedCounts embedTo(
      Dataset<Row> input,
      String output,
      EmbedOptions options,
      UnaryOperator<Dataset<Row>> beforeWriting) {
    SparkSession spark = input.sparkSession();
    String run = newRun();
    EmbedCounts counts =
        embedNew(
            input,
            exists(spark, output) ? all(spark, output) : spark.emptyDataFrame(),
            options,
            rows ->
                requireResults(beforeWriting.apply(rows), options)
                    .write()
                    .mode(SaveMode.Append)
                    // A task's files are final when it commits; one attempt may commit.
                    .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
                    .parquet(new Path(output, RUN + "=" + run).toString()));
    LOG.info("run {}: {}", run, counts);
    return counts;
  }

  /**
   * Same as {@link #embedTo(Dataset, String, EmbedOptions)}, but for any output, such as a table of
   * Delta or Iceberg.
   *
   * <pre>{@code
   * EmbedColumns.embedNew(images, spark.table("vectors"), options,
   *     rows -> rows.writeTo("vectors").append());
   * }</pre>
   *
   * @param written the rows of the output so far, with the key and the columns of results; a frame
   *     without columns if there are none
   * @param writer writes the rows, once
   */
  public static EmbedCounts embedNew(
      Dataset<Row> input,
      Dataset<Row> written,
      EmbedOptions options,
      Consumer<Dataset<Row>> writer) {
    check(input, options);
    EmbedCounters counters = EmbedCounters.register(context(input));
    long rows = input.count();
    Dataset<Row> todo = withContent(input, options);
    if (written.columns().length > 0) {
      Dataset<Row> done =
          requireResults(written, options)
              .where(col(RowResult.VECTOR).isNotNull().or(col(RowResult.FINAL)))
              .select(
                  column(options.key()).as("done_key"), col(RowResult.CONTENT).as("done_content"))
              .distinct();
      Column isDone =
          todo.col(quoted(options.key()))
              .eqNullSafe(done.col("done_key"))
              .and(todo.col(RowResult.CONTENT).equalTo(done.col("done_content")));
      todo = todo.join(done, isDone, "left_anti");
    }
    writer.accept(embedded(todo, rows, options, counters, newRun(), true));
    return counters.counts();
  }

  private static Dataset<Row> requireResults(Dataset<Row> rows, EmbedOptions options) {
    List<String> columns = Arrays.asList(rows.columns());
    for (String column :
        List.of(options.key(), RowResult.CONTENT, RowResult.VECTOR, RowResult.FINAL)) {
      if (!columns.contains(column)) {
        throw new IllegalArgumentException(
            "the output must have the column "
                + column
                + ", by which the next run finds its rows; it has "
                + columns);
      }
    }
    return rows;
  }

  /**
   * Returns the rows that {@link #embedTo} has written, each once: with its vector, else with its
   * latest failure. Rows are the same if their keys and contents are.
   */
  public static Dataset<Row> read(SparkSession spark, String output, EmbedOptions options) {
    WindowSpec attempts =
        Window.partitionBy(column(options.key()), col(RowResult.CONTENT))
            .orderBy(desc("is_embedded"), desc(RUN));
    return all(spark, output)
        .withColumn("is_embedded", col(RowResult.VECTOR).isNotNull())
        .withColumn("latest", row_number().over(attempts))
        .where(col("latest").equalTo(1))
        .drop("latest", "is_embedded");
  }

  private static Dataset<Row> all(SparkSession spark, String output) {
    // Later runs may have other columns.
    return spark.read().option("basePath", output).option("mergeSchema", true).parquet(output);
  }

  private static SparkContext context(Dataset<Row> input) {
    return input.sparkSession().sparkContext();
  }

  private static String newRun() {
    return TIME.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static boolean exists(SparkSession spark, String output) {
    try {
      Path runs = new Path(output, RUN + "=*/*.parquet");
      FileStatus[] files =
          runs.getFileSystem(spark.sessionState().newHadoopConf()).globStatus(runs);
      return files != null && files.length > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void check(Dataset<Row> input, EmbedOptions options) {
    TitanPlugin.requireConfigured(context(input).getConf());
    StructType schema = input.schema();
    Set<String> names = new HashSet<>();
    for (String column : schema.fieldNames()) {
      if (ADDED.contains(column.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "the input has the column " + column + ", which embedding adds; rename it");
      }
      if (!names.add(column.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "the input has several columns with the name " + column + "; rename them");
      }
    }
    if (!(type(schema, options.key()) instanceof AtomicType)) {
      throw new IllegalArgumentException(
          "the key "
              + options.key()
              + " is of type "
              + type(schema, options.key()).typeName()
              + "; it must be of an atomic type, such as string or bigint");
    }
    options.text().ifPresent(column -> requireType(schema, column, "string"));
    options.image().ifPresent(column -> requireType(schema, column, "binary", "string"));
    warnOfSpeculation(context(input).getConf(), options);
  }

  private static DataType type(StructType schema, String column) {
    List<String> columns = List.of(schema.fieldNames());
    if (!columns.contains(column)) {
      throw new IllegalArgumentException(
          "the input has no column " + column + "; its columns are " + columns);
    }
    return schema.apply(column).dataType();
  }

  private static void requireType(StructType schema, String column, String... types) {
    String type = type(schema, column).typeName();
    if (!List.of(types).contains(type)) {
      throw new IllegalArgumentException(
          "the column "
              + column
              + " is of type "
              + type
              + "; it must be "
              + String.join(" or ", types));
    }
  }

  private static Column column(String name) {
    return col(quoted(name));
  }

  /** Returns the name of a column that may contain dots. */
  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static void warnOfSpeculation(SparkConf conf, EmbedOptions options) {
    if (conf.getBoolean("spark.speculation", false)) {
      BigDecimal perImage = BigDecimal.valueOf(conf.getDouble(TitanPlugin.PER_IMAGE, 0));
      int rows = options.rowsPerTask();
      LOG.warn(
          "spark.speculation is on: each speculated task repeats up to {} requests, which are"
              + " billed again, for images {} at {} each ({}); set spark.speculation to false",
          rows,
          perImage.multiply(BigDecimal.valueOf(rows)).toPlainString(),
          perImage.toPlainString(),
          TitanPlugin.PER_IMAGE);
    }
  }

  /** Appends the hash that rows with the same vector share. */
  static Dataset<Row> withContent(Dataset<Row> input, EmbedOptions options) {
    Dataset<Row> rows = input;
    Column image = lit("-");
    if (options.image().isPresent()) {
      String column = options.image().get();
      image = coalesce(sha2(column(column).cast("binary"), 256), lit("-"));
      if (input.schema().apply(column).dataType().equals(DataTypes.StringType)) {
        StructType schema = input.schema().add(VERSION, DataTypes.StringType);
        rows =
            input.mapPartitions(
                (MapPartitionsFunction<Row, Row>) part -> new ImageVersions(part, column),
                Encoders.row(schema));
        image = concat_ws("|", image, coalesce(col(VERSION), lit("-")));
      }
    }
    Column text =
        options
            .text()
            .map(column -> coalesce(sha2(column(column).cast("binary"), 256), lit("-")))
            .orElse(lit("-"));
    Column content = sha2(concat_ws("|", lit(options.settings()), text, image).cast("binary"), 256);
    return rows.withColumn(RowResult.CONTENT, content).drop(VERSION);
  }

  /** Brings rows of the same content together and embeds them. */
  private static Dataset<Row> embedded(
      Dataset<Row> rows,
      long count,
      EmbedOptions options,
      EmbedCounters counters,
      String run,
      boolean isOnce) {
    long tasks = Math.max(1, (count + options.rowsPerTask() - 1) / options.rowsPerTask());
    return rows.repartition(Math.toIntExact(tasks), col(RowResult.CONTENT))
        .sortWithinPartitions(col(RowResult.CONTENT))
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                part -> PartitionEmbedder.embed(part, options, counters, run, isOnce),
            Encoders.row(RowResult.schema(rows.schema())));
  }
}
