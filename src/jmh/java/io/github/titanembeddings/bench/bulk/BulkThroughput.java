package io.github.titanembeddings.bench.bulk;

import com.sun.management.OperatingSystemMXBean;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bench.Figures;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Compares a run with a plain loop of 64 chained calls on the same client, at 50 ms per call and
 * without a quota, in alternating order. Arguments: {@code items rounds}.
 */
public final class BulkThroughput {
  private static final int IN_FLIGHT = 64;
  private static final int WARM_UP = 20_000;
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private BulkThroughput() {}

  private record Cost(double perSecond, double cpuMicros) {}

  /** Prints both figures and their ratio per round, and the medians. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int items = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    try (BulkServerProcess server = new BulkServerProcess("none", "0", "50", "0");
        TitanEmbeddingsAsyncClient titan = server.client()) {
      List<Double> throughputs = new ArrayList<>();
      List<Double> cpu = new ArrayList<>();
      loop(titan, WARM_UP);
      bulk(titan, WARM_UP);
      for (int round = 0; round < rounds; round++) {
        Cost first = round % 2 == 0 ? loop(titan, items) : bulk(titan, items);
        Cost second = round % 2 == 0 ? bulk(titan, items) : loop(titan, items);
        Cost loop = round % 2 == 0 ? first : second;
        Cost bulk = round % 2 == 0 ? second : first;
        System.out.printf(
            Locale.ROOT,
            "loop %.0f/s %.0f us, bulk %.0f/s %.0f us: throughput x %.3f, CPU x %.3f%n",
            loop.perSecond(),
            loop.cpuMicros(),
            bulk.perSecond(),
            bulk.cpuMicros(),
            bulk.perSecond() / loop.perSecond(),
            bulk.cpuMicros() / loop.cpuMicros());
        throughputs.add(bulk.perSecond() / loop.perSecond());
        cpu.add(bulk.cpuMicros() / loop.cpuMicros());
      }
      System.out.printf(
          Locale.ROOT,
          "medians: throughput x %.3f, CPU x %.3f%n",
          Figures.median(throughputs),
          Figures.median(cpu));
    }
  }

  private static Cost bulk(TitanEmbeddingsAsyncClient titan, int items) {
    long cpu = MACHINE.getProcessCpuTime();
    long start = System.nanoTime();
    BulkOptions options = BulkOptions.builder().maxInFlight(IN_FLIGHT).build();
    BulkEmbedder.of(titan, options)
        .embed(
            IntStream.range(0, items)
                .mapToObj(i -> BulkItem.of("" + i, EmbeddingRequest.ofText("text " + i))),
            outcome -> {});
    return cost(items, start, cpu);
  }

  private static Cost loop(TitanEmbeddingsAsyncClient titan, int items)
      throws InterruptedException {
    long cpu = MACHINE.getProcessCpuTime();
    long start = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(items);
    for (int i = 0; i < IN_FLIGHT; i++) {
      chain(titan, next, items, done);
    }
    done.await();
    return cost(items, start, cpu);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private static void chain(
      TitanEmbeddingsAsyncClient titan, AtomicInteger next, int items, CountDownLatch done) {
    int number = next.getAndIncrement();
    if (number < items) {
      titan
          .embed(EmbeddingRequest.ofText("text " + number))
          .whenComplete(
              (response, failure) -> {
                done.countDown();
                chain(titan, next, items, done);
              });
    }
  }

  private static Cost cost(int items, long start, long cpu) {
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Cost(items / seconds, (MACHINE.getProcessCpuTime() - cpu) / 1e3 / items);
  }
}
