package io.github.titanembeddings.bench.bulk;

import io.github.titanembeddings.bulk.CrashRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Kills a process at seeded random moments while it embeds with a journal, completes the run after
 * each kill, and fails if an outcome is lost or duplicated, or more items are resent than were in
 * flight. Argument: the number of kills, 200 by default.
 */
public final class BulkCrash {
  private static final long SEED = 5;

  private BulkCrash() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    Path folder = Files.createTempDirectory("bulk-crash");
    int[] inFlight = new int[kills];
    int[] resent = new int[kills];
    int[] recorded = new int[kills];
    try (CrashRun run = new CrashRun(folder.resolve("items.journal"), SEED)) {
      for (int i = 0; i < kills; i++) {
        run.begin();
        CrashRun.Kill kill = run.kill(CrashRun.REQUESTS);
        inFlight[i] = kill.inFlight();
        recorded[i] = kill.recorded();
        resent[i] = run.complete();
        System.out.println(
            "kill "
                + i
                + ": "
                + recorded[i]
                + " recorded, "
                + inFlight[i]
                + " in flight, "
                + resent[i]
                + " resent");
        if (resent[i] > inFlight[i]) {
          throw new AssertionError(
              "kill " + i + ": " + inFlight[i] + " in flight, " + resent[i] + " resent");
        }
      }
    } finally {
      delete(folder);
    }
    System.out.println("kills:       " + kills + ", each run to the end, all outputs complete");
    System.out.println("recorded:    " + statistics(recorded) + " of " + CrashRun.REQUESTS);
    System.out.println("in flight:   " + statistics(inFlight));
    System.out.println("resent:      " + statistics(resent));
  }

  private static String statistics(int[] numbers) {
    var all = IntStream.of(numbers).summaryStatistics();
    return all.getMin() + " to " + all.getMax() + ", on average " + all.getAverage();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
