package io.github.titanembeddings.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.OtherJvm;
import io.github.titanembeddings.bulk.internal.journal.JournalStore;
import io.github.titanembeddings.bulk.internal.journal.Records;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap that an item of an open journal takes, measured in a JVM that does nothing else. */
class IndexMemoryTest {
  /** Just above the size at which both tables of the index have grown: the worst there is. */
  private static final int ITEMS = 100_000;

  @TempDir private Path folder;

  /** Writes a journal, and prints how much heap it takes afterwards. */
  public static final class MeasureIndex {
    public static void main(String[] args) {
      Path file = Path.of(args[0]);
      Records.write(file, 10);
      long before = usedHeap();
      try (JournalStore store = Records.open(file)) {
        for (int i = 10; i < ITEMS; i++) {
          store.append(Records.failed("key " + i, i));
        }
        System.out.println(usedHeap() - before);
        Objects.requireNonNull(store.ofKey("key 17"));
      }
    }

    private static long usedHeap() {
      MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        memory.gc();
        least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
      }
      return least;
    }
  }

  @Test
  void anItemTakesAtMost100BytesOfHeap() throws IOException, InterruptedException {
    List<String> printed =
        OtherJvm.run(Map.of(), MeasureIndex.class, folder.resolve("items.journal").toString());

    assertThat(Long.parseLong(printed.get(0)) / (double) ITEMS).isBetween(24.0, 100.0);
  }
}
