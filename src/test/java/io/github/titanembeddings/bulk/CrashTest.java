package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while they embed items. */
@Order(2)
class CrashTest {
  private static final int KILLS = 5;

  @TempDir private Path folder;

  @Test
  void losesNothingAndRepeatsOnlyCallsInFlightWhenKilled()
      throws IOException, InterruptedException {
    try (CrashRun run = new CrashRun(folder.resolve("items.journal"), 11)) {
      int inFlight = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        inFlight = run.kill(CrashRun.REQUESTS / KILLS).inFlight();
        assertThat(inFlight).isLessThanOrEqualTo((kill + 1) * CrashChild.IN_FLIGHT);
      }

      assertThat(run.complete()).isLessThanOrEqualTo(inFlight);
    }
  }
}
