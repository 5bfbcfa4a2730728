package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed during a run of batch jobs. */
class BatchCrashTest {
  @TempDir private Path folder;

  @Test
  void embedsEachRecordOnceAndSubmitsEachJobOnceWhenKilled()
      throws IOException, InterruptedException {
    try (BatchCrashRun crash = new BatchCrashRun(folder, 7)) {
      List<String> steps = List.of("item 60", "job 1 ", "outcome key 50");
      assertThat(BatchCrashRun.STEPS).containsAll(steps);
      assertThat(crash.run(steps)).isEqualTo(steps.size());
    }
  }
}
