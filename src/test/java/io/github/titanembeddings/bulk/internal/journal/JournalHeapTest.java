package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.OtherJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap of an open journal, measured in a JVM that does nothing else. */
class JournalHeapTest {
  private static final int ITEMS = 20_000;

  @TempDir private Path folder;

  /** Claims and records items, and prints how much the heap has grown. */
  public static final class MeasureHeap {
    public static void main(String[] args) {
      try (OutcomeLog store = JournalSamples.open(Path.of(args[0]))) {
        store.begin(JournalSamples.MODEL);
        record(store, 0, 100);
        long before = usedHeap();
        record(store, 100, ITEMS);
        System.out.println(usedHeap() - before);
        store.end();
      }
    }

    private static void record(OutcomeLog store, int from, int to) {
      for (int i = from; i < to; i++) {
        store.claim("key " + i, JournalSamples.hash(i), JournalSamples.LENGTH);
        JournalSamples.record(store, JournalSamples.failed("key " + i), i);
      }
      store.commit();
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
  void needsAtMost8BytesPerItem() throws IOException, InterruptedException {
    List<String> printed =
        OtherJvm.run(Map.of(), MeasureHeap.class, folder.resolve("items.journal").toString());

    long grown = Long.parseLong(printed.get(printed.size() - 1));
    assertThat(grown / (double) ITEMS).isLessThan(8);
  }
}
