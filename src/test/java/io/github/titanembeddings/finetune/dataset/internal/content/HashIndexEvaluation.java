package io.github.titanembeddings.finetune.dataset.internal.content;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Measures the memory and the time per lookup of generated hashes, of which every tenth is near
 * another, also of those of grayscale images: {@code HashIndexEvaluation 50000 500000}.
 */
public final class HashIndexEvaluation {
  private static final int LOOKUPS = 10_000;
  private static final long COLOR = -1;
  private static final long GRAY = 0xAAAAAAAAAAAAAAAAL;

  private HashIndexEvaluation() {}

  public static void main(String[] args) {
    for (String arg : args) {
      measure("color", Integer.parseInt(arg), COLOR);
      measure("gray", Integer.parseInt(arg), GRAY);
    }
  }

  private static void measure(String kind, int count, long bits) {
    Random random = new Random(count);
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      long hash = i % 10 == 9 ? hashes[random.nextInt(i)] ^ (1L << i) : random.nextLong();
      hashes[i] = hash & bits;
    }
    usedBytes(new HashIndex(hashes)); // loads classes
    long before = usedBytes(hashes);
    HashIndex index = new HashIndex(hashes);
    long own = usedBytes(index) - before;
    int[] found = {0};
    lookUp(index, hashes, found); // compiled from here on
    found[0] = 0;
    long start = cpuNanos();
    lookUp(index, hashes, found);
    System.out.printf(
        Locale.ROOT,
        "%,d %s hashes: %.1f bytes each with the hash, CPU %.1f µs per lookup, %,d of %,d found%n",
        count,
        kind,
        (double) own / count + Long.BYTES,
        (cpuNanos() - start) / 1e3 / LOOKUPS,
        found[0],
        LOOKUPS);
  }

  private static void lookUp(HashIndex index, long[] hashes, int[] found) {
    Arrays.stream(hashes, 0, LOOKUPS)
        .forEach(hash -> index.findNear(hash, CopySearch.MAX_NEAR, i -> found[0]++));
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedBytes(Object kept) {
    try {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    } finally {
      Reference.reachabilityFence(kept);
    }
  }
}
