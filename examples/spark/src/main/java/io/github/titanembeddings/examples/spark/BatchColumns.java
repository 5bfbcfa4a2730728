package io.github.titanembeddings.examples.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.github.titanembeddings.batch.BatchInferenceClient;
import io.github.titanembeddings.batch.BatchInferenceRequest;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.job.WaitOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Embeds the images and texts of a DataFrame by batch jobs, at half the price of {@link
 * EmbedColumns}: executors write the input files in parallel, the driver submits each job once and
 * waits, executors read the results. A row whose content has no result, since the frame changed
 * after the shards were written, has the error kind {@code MISSING}.
 *
 * <pre>{@code
 * BatchTarget target = new BatchTarget(
 *     S3ObjectStore::create, "s3://shop/batch", roleArn, "s3a://shop/batch-state", 20_000);
 * Dataset<Row> embedded = BatchColumns.embed(frame, options, target, client, WaitOptions.defaults());
 * }</pre>
 */
public final class BatchColumns {
  private static final String MISSING =
      "the input has changed since the shards were written; use another state folder";

  private static final StructType OUTPUTS =
      new StructType().add(BatchShard.JOURNAL, "string").add("outputs", "array<string>");

  private BatchColumns() {}

  /**
   * Returns the input with the columns that {@link EmbedColumns#embed(Dataset, EmbedOptions)} adds.
   * Blocks until all jobs have ended. If it fails or the driver is killed, the same call with the
   * same {@link BatchTarget#state()} resumes: shards are not written again, and each job is
   * submitted once. A job needs 100 records: a shard with fewer is padded, which is billed.
   *
   * @param wait how long to wait for a free job slot and for the end of each job
   * @throws IllegalArgumentException as {@link EmbedColumns#embed(Dataset, EmbedOptions)}
   * @throws IllegalStateException if {@link TitanPlugin} is not configured, or a job has no results
   * @throws io.github.titanembeddings.batch.BatchJobFailedException if a job fails
   */
  public static Dataset<Row> embed(
      Dataset<Row> input,
      EmbedOptions options,
      BatchTarget target,
      BatchInferenceClient client,
      WaitOptions wait) {
    EmbedColumns.check(input, options);
    SparkSession spark = input.sparkSession();
    Dataset<Row> rows = EmbedColumns.withContent(input, options);
    Dataset<Row> shards = shards(rows, input, options, target);
    List<Row> outputs =
        run(
            shards.where(col(BatchShard.JOURNAL).isNotNull()).collectAsList(),
            options,
            target,
            client,
            wait);
    Dataset<Row> results =
        spark
            .createDataFrame(outputs, OUTPUTS)
            .repartition(Math.max(1, outputs.size()))
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) part -> BatchShard.read(part, target, options),
                Encoders.row(BatchShard.RESULTS))
            .union(
                shards
                    .where(col(BatchShard.JOURNAL).isNull())
                    .select(
                        Arrays.stream(BatchShard.RESULTS.fieldNames())
                            .map(n -> col(n))
                            .toArray(Column[]::new)));
    Column isMissing = col(RowResult.VECTOR).isNull().and(col("error_kind").isNull());
    return rows.join(
            results, rows.col(RowResult.CONTENT).equalTo(results.col(RowResult.CONTENT)), "left")
        .withColumn("error_message", when(isMissing, MISSING).otherwise(col("error_message")))
        .withColumn("error_kind", when(isMissing, "MISSING").otherwise(col("error_kind")))
        .drop(RowResult.CONTENT, RowResult.FINAL);
  }

  private static Dataset<Row> shards(
      Dataset<Row> rows, Dataset<Row> input, EmbedOptions options, BatchTarget target) {
    SparkSession spark = rows.sparkSession();
    Path written = new Path(target.state(), "shards");
    if (!exists(spark, new Path(written, "_SUCCESS"))) {
      long count = input.count();
      int tasks = Math.toIntExact((count + target.rowsPerShard() - 1) / target.rowsPerShard());
      rows.repartition(Math.max(1, tasks), col(RowResult.CONTENT))
          .mapPartitions(
              (MapPartitionsFunction<Row, Row>) part -> BatchShard.write(part, target, options),
              Encoders.row(BatchShard.SHARDS))
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(written.toString());
    }
    return spark.read().schema(BatchShard.SHARDS).parquet(written.toString());
  }

  private static boolean exists(SparkSession spark, Path path) {
    try {
      return path.getFileSystem(spark.sessionState().newHadoopConf()).exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Submits the jobs of all shards, waits for them, and returns where their results are. */
  private static List<Row> run(
      List<Row> shards,
      EmbedOptions options,
      BatchTarget target,
      BatchInferenceClient client,
      WaitOptions wait) {
    List<List<String>> jobs = new ArrayList<>();
    for (Row shard : shards) {
      List<String> arns = new ArrayList<>();
      for (String folder : shard.<String>getList(shard.fieldIndex(BatchShard.FOLDERS))) {
        BatchInferenceRequest request =
            BatchInferenceRequest.builder()
                .jobName("spark-" + UUID.nameUUIDFromBytes(folder.getBytes(UTF_8)))
                .modelId(options.model().value())
                .roleArn(target.roleArn())
                .inputUri(folder)
                .outputUri(folder.replaceFirst("/$", "-output/"))
                .build();
        arns.add(client.submit(request, wait)); // the same job if the driver was restarted
      }
      jobs.add(arns);
    }
    List<Row> outputs = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      List<String> results = new ArrayList<>();
      for (String arn : jobs.get(i)) {
        BatchJob job = client.awaitEnd(arn, wait);
        if (!job.hasResults()) {
          throw new IllegalStateException(
              "job " + arn + " is " + job.statusAsString() + " without results");
        }
        results.add(job.resultsUri().orElseThrow());
      }
      outputs.add(
          RowFactory.create(
              shards.get(i).getAs(BatchShard.JOURNAL), results.toArray(String[]::new)));
    }
    return outputs;
  }
}
