package io.github.titanembeddings.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.batch.BatchServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Kills processes that embed by batch jobs, at each of their steps, resumes them, and checks that
 * each record has one outcome, each planned job was submitted once, and no multipart upload is
 * left. Argument of the program: the number of runs (10), of 6 kills each.
 */
public final class BatchCrashRun {
  /** The steps at which a run is killed, in their order. */
  static final List<String> STEPS =
      List.of("item 40", "item 70", "uploaded 2", "job 1 ", "read 1", "outcome key 50");

  private final String s3;
  private final String bedrock;
  private final Path folder;
  private final Random random;
  private int runs;

  BatchCrashRun(String s3, String bedrock, Path folder, long seed) {
    this.s3 = s3;
    this.bedrock = bedrock;
    this.folder = folder;
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = args.length == 0 ? 10 : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("batch-crash");
    int killed = 0;
    try (BatchServers servers = BatchServers.start(5)) {
      BatchCrashRun crash = new BatchCrashRun(servers.s3(), servers.bedrock(), folder, 12);
      for (int i = 0; i < runs; i++) {
        killed += crash.run(STEPS);
        System.out.println(killed + " kills, all well");
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Iterator<Path> all = files.iterator(); all.hasNext(); ) {
          Files.delete(all.next());
        }
      }
      Files.delete(folder);
    }
  }

  /**
   * Kills one run at each of the steps, lets it end in this process and checks it; returns the
   * number of kills.
   */
  int run(List<String> steps) throws IOException, InterruptedException {
    Path journal = folder.resolve("run-" + ++runs + ".journal");
    int kills = 0;
    for (String step : steps) {
      kills += kill(journal, step) ? 1 : 0;
    }
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    BatchCrashChild.run(s3, bedrock, journal, lines::add);
    assertThat(lines).endsWith("end");
    check(journal, lines.stream().filter(line -> line.startsWith("outcome")).toList());
    return kills;
  }

  /** Returns whether the process was killed before its end. */
  private boolean kill(Path journal, String step) throws IOException, InterruptedException {
    return !lines(start(journal), step).contains("end");
  }

  private Process start(Path journal) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-Djava.io.tmpdir=" + journal.getParent(), // a killed process leaves SQLite's library
            "-cp",
            System.getProperty("java.class.path"),
            BatchCrashChild.class.getName(),
            s3,
            bedrock,
            journal.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Returns the output of a process; kills it up to 0.2 seconds after it has printed a step. */
  private List<String> lines(Process process, String step)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    boolean isDue = false;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (!isDue && line.startsWith(step)) {
          isDue = true;
          long nanos = (long) (random.nextDouble() * 200_000_000);
          long start = System.nanoTime();
          while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
          }
          process.toHandle().destroyForcibly(); // its output can still be read
        }
      }
    }
    process.waitFor();
    return lines;
  }

  private void check(Path journal, List<String> outcomes) {
    List<String> keys =
        IntStream.rangeClosed(1, BatchCrashChild.ITEMS).mapToObj(BatchCrashChild::key).toList();
    assertThat(outcomes).isEqualTo(keys.stream().map(key -> "outcome " + key).toList());
    try (Journal left = Journal.open(journal, ModelId.onDemand());
        Stream<BulkOutcome> recorded = left.outcomes()) {
      assertThat(recorded.map(BulkOutcome::key).toList()).containsExactlyInAnyOrderElementsOf(keys);
      assertThat(left.embedded()).isEqualTo(keys.size());
    }
    try (S3AsyncClient client = S3Server.client(s3);
        BatchInferenceClient batch =
            BatchInferenceClient.builder()
                .endpointOverride(URI.create(bedrock))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        Stream<BatchJob> jobs = batch.list()) {
      assertThat(jobs.map(BatchJob::jobName)).hasSize(runs * BatchCrashChild.JOBS);
      assertThat(
              client
                  .listMultipartUploads(r -> r.bucket("images").prefix("crash/"))
                  .join()
                  .uploads())
          .isEmpty();
      assertThat(
              client
                  .listObjectsV2(r -> r.bucket("images").prefix("crash/"))
                  .join()
                  .contents()
                  .stream()
                  .filter(object -> object.key().endsWith(".jsonl")))
          .hasSize(runs * BatchCrashChild.JOBS);
    }
  }
}
