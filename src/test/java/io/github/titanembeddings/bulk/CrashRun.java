package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Kills processes that embed items and checks the journals they leave. */
public final class CrashRun implements AutoCloseable {
  /** The number of requests of a complete run. */
  public static final int REQUESTS = CrashChild.TEXTS;

  private static final int PATIENCE_SECONDS = 120;

  private final CrashServer server = new CrashServer();
  private final Path journal;
  private final Random random;

  /** Creates a run with a journal; the seed determines the moments of the kills. */
  public CrashRun(Path journal, long seed) throws IOException {
    this.journal = journal;
    this.random = new Random(seed);
  }

  /**
   * The state after a kill.
   *
   * @param asked the requests that the service had received
   * @param recorded contents in the journal by then
   */
  public record Kill(int asked, int recorded) {
    /** Returns the number of requests in flight. */
    public int inFlight() {
      return asked - recorded;
    }
  }

  /** Deletes the journal and resets the server. */
  public void begin() throws IOException {
    Files.deleteIfExists(journal);
    Files.deleteIfExists(Path.of(journal + ".lock"));
    server.reset();
  }

  /**
   * Starts a process, and kills it at a random moment around one of its first n requests; checks
   * that nothing reported is lost.
   */
  public Kill kill(int within) throws IOException, InterruptedException {
    Process process = start();
    int moment = server.requests() + 1 + random.nextInt(within);
    int nanos = random.nextInt(4_000_000);
    server.alarm(
        moment,
        () -> {
          long start = System.nanoTime();
          while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
          }
          process.toHandle().destroyForcibly(); // its output can still be read
        });
    List<String> reported = lines(process);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    server.settle();

    try (Journal left = open()) {
      Set<String> keys = new HashSet<>();
      Set<Float> contents = new HashSet<>();
      left.outcomes().forEach(outcome -> check(outcome, keys, contents));
      assertThat(keys).as("all that was reported").containsAll(reported);
      return new Kill(server.requests(), contents.size());
    }
  }

  /** Runs a process to its end and returns the number of requests that were sent more than once. */
  public int complete() throws IOException, InterruptedException {
    server.alarm(-1, () -> {});
    Process process = start();
    List<String> reported = lines(process);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    List<String> expected = IntStream.range(0, CrashChild.ITEMS).mapToObj(CrashChild::key).toList();
    assertThat(reported).containsExactlyInAnyOrderElementsOf(expected);
    List<String> written = new ArrayList<>();
    try (Journal whole = open()) {
      whole.outcomes().map(BulkOutcome::key).forEach(written::add);
      whole.outcomes().forEach(outcome -> check(outcome, new HashSet<>(), new HashSet<>()));
    }
    assertThat(written).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(server.asked()).hasSize(CrashChild.TEXTS);
    return server.requests() - CrashChild.TEXTS;
  }

  private static void check(BulkOutcome outcome, Set<String> keys, Set<Float> contents) {
    BulkOutcome.Embedded embedded = (BulkOutcome.Embedded) outcome;
    int item = Integer.parseInt(embedded.key().replace("key ", ""));
    float first = embedded.response().embedding().get(0);
    assertThat(CrashChild.text(item)).isEqualTo("item " + (int) first);
    assertThat(keys.add(embedded.key())).isTrue();
    contents.add(first);
  }

  private Journal open() {
    return Journal.builder(journal, ModelId.onDemand())
        .durability(Journal.Durability.PROCESS)
        .open();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-Djava.io.tmpdir=" + journal.getParent(), // a killed process leaves SQLite's library
            "-cp",
            System.getProperty("java.class.path"),
            CrashChild.class.getName(),
            server.uri().toString(),
            journal.toString())
        .redirectErrorStream(true)
        .start();
  }

  /** Returns the complete lines that a process printed, except the one that marks its end. */
  private static List<String> lines(Process process) throws IOException {
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    return printed
        .substring(0, printed.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> !line.equals("end"))
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
