package io.github.titanembeddings.examples.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.testing.VectorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Embeds with two executors in JVMs of their own, one of which is killed, while tasks fail. {@code
 * -Drows=20000} runs the full size, which also measures how much of the quota is used.
 */
@Timeout(1200)
class ClusterTest {
  private static final int ROWS = Integer.getInteger("rows", 400);
  private static final int FULL_SIZE = 20_000;
  private static final int QUOTA = 3_000;
  private static final int BAD_EVERY = 33;

  @TempDir Path folder;

  /** Counts the vectors, which are the requests that were not throttled. */
  private static final class Vectors implements VectorSource {
    private final AtomicLong count = new AtomicLong();

    @Override
    public float[] text(String text, int length) {
      return image(new byte[] {1}, length);
    }

    @Override
    public float[] image(byte[] image, int length) {
      count.incrementAndGet();
      Random random = new Random(image.length);
      float[] vector = new float[length];
      for (int i = 0; i < length; i++) {
        vector[i] = random.nextFloat() + 0.1f;
      }
      return vector;
    }
  }

  /** Fails the first attempt of every fifth task in its middle. */
  private static Dataset<Row> failingTasks(Dataset<Row> rows) {
    return rows.drop("image")
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>)
                part -> {
                  TaskContext task = TaskContext.get();
                  boolean fails = task.partitionId() % 5 == 2 && task.attemptNumber() == 0;
                  return new FailingIterator(part, fails ? 20 : Long.MAX_VALUE);
                },
            Encoders.row(rows.drop("image").schema()));
  }

  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  @Test
  void writesEachRowOnceAtTheQuotaAlthoughTasksFailAndAnExecutorDies() throws Exception {
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (TitanStub stub = TitanStub.start()) {
      Vectors vectors = new Vectors();
      stub.requestsPerMinute(QUOTA).vectors(vectors).latency(Duration.ofMillis(50));
      EmbedOptions options =
          EmbedOptions.builder()
              .key("id")
              .image("image")
              .length(256)
              .region("us-east-1")
              .endpoint(stub.endpoint())
              .rowsPerTask(Math.min(1000, ROWS / 10))
              .build();
      String output = folder.resolve("out").toString();
      SparkSession spark =
          Cluster.localCluster(2)
              .config(TitanPlugin.REQUESTS_PER_MINUTE, QUOTA)
              .config(TitanPlugin.PER_IMAGE, 0.00006)
              .config("spark.speculation", true)
              .config("spark.task.maxFailures", 8)
              .getOrCreate();
      try {
        Dataset<Row> rows = Cluster.frame(spark, Cluster.images(ROWS, BAD_EVERY)).repartition(4);
        int good = ROWS - ROWS / BAD_EVERY;
        Future<EmbedCounts> run =
            background.submit(
                () -> EmbedColumns.embedTo(rows, output, options, ClusterTest::failingTasks));

        List<long[]> seconds = new ArrayList<>();
        long killed = -1;
        while (!run.isDone()) {
          seconds.add(new long[] {System.currentTimeMillis(), vectors.count.get()});
          if (killed < 0 && vectors.count.get() >= good / 3) {
            ProcessHandle victim = executors().get(0);
            victim.destroyForcibly();
            killed = System.currentTimeMillis();
          }
          TimeUnit.MILLISECONDS.sleep(250); // samples the progress of other processes
        }
        run.get();

        Dataset<Row> written = spark.read().parquet(output);
        assertThat(written.count()).as("rows").isEqualTo(ROWS);
        assertThat(written.select("id").distinct().count()).as("keys").isEqualTo(ROWS);
        assertThat(written.where(col("vector").isNotNull()).count()).isEqualTo(good);
        assertThat(written.where(col("error_kind").equalTo("image.unreadable")).count())
            .isEqualTo(ROWS / BAD_EVERY);
        assertThat(killed).as("an executor was killed").isPositive();
        long sent = stub.requestCount();
        double throttled = 1 - (double) vectors.count.get() / sent;
        double used = used(seconds, killed);
        System.out.printf(
            "%,d rows: %,d requests, %,d vectors, %.2f %% throttled, %.1f %% of the quota used,"
                + " %,.1f s%n",
            ROWS,
            sent,
            vectors.count.get(),
            throttled * 100,
            used * 100,
            (seconds.get(seconds.size() - 1)[0] - seconds.get(0)[0]) / 1000.0);
        int tasks = (ROWS + options.rowsPerTask() - 1) / options.rowsPerTask();
        int repeated = (tasks / 5 + 1 + 2) * options.rowsPerTask(); // failed, and of the killed
        assertThat(vectors.count.get()).isBetween((long) good, (long) good + repeated);
        assertThat(throttled).isLessThanOrEqualTo(0.02);
        if (ROWS >= FULL_SIZE) {
          assertThat(used).isGreaterThanOrEqualTo(0.95);
        }

        assertThat(EmbedColumns.embedTo(rows, output, options, out -> out.drop("image")))
            .isEqualTo(EmbedCounts.NONE);
        assertThat(stub.requestCount()).as("requests of the second run").isEqualTo(sent);
      } finally {
        spark.stop();
      }
    } finally {
      background.shutdownNow();
    }
  }

  /**
   * Returns the share of the quota used from 30 s after the first vector to 60 s before the last
   * one, but not during 15 s after the kill; 0 if that is no time.
   */
  private static double used(List<long[]> seconds, long killed) {
    long first = seconds.stream().filter(s -> s[1] > 0).findFirst().orElseThrow()[0];
    long end = seconds.get(seconds.size() - 1)[0] - 60_000;
    double vectors = 0;
    double millis = 0;
    for (int i = 1; i < seconds.size(); i++) {
      long[] from = seconds.get(i - 1);
      long[] to = seconds.get(i);
      boolean isAfterKill = killed > 0 && from[0] >= killed - 250 && to[0] <= killed + 15_000;
      if (from[0] >= first + 30_000 && to[0] <= end && !isAfterKill) {
        vectors += to[1] - from[1];
        millis += to[0] - from[0];
      }
    }
    return millis == 0 ? 0 : vectors / millis * 60_000 / QUOTA;
  }
}
