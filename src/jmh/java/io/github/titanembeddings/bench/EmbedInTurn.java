package io.github.titanembeddings.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A call by each contestant in turn, in a changing order: the CPU time of the calling thread. Other
 * load on the machine affects all of them equally. Each is called many times before, since code
 * that only one of them uses would otherwise be compiled last.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 1, time = 10)
@Measurement(iterations = 4, time = 3)
public class EmbedInTurn {
  private static final int CALLS_BEFORE = 20_000;
  private static final long LONGEST_BEFORE = TimeUnit.SECONDS.toNanos(15);

  /** The payload. */
  @Param public Payload payload;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<Contestant, Embedder> embedders = new EnumMap<>(Contestant.class);
  private final List<Contestant> order = new ArrayList<>();
  private final Random random = new Random(1);
  private ReplyServer server;

  /** Starts the server and warms up. */
  @Setup
  public void start() throws Exception {
    server = ReplyServer.start();
    for (Contestant contestant : Contestant.values()) {
      if (contestant.embeds(payload)) {
        Embedder embedder = contestant.embedder(server.endpoint(), payload);
        callManyTimes(embedder);
        embedders.put(contestant, embedder);
        order.add(contestant);
      }
    }
  }

  private static void callManyTimes(Embedder embedder) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < CALLS_BEFORE && System.nanoTime() - start < LONGEST_BEFORE; i++) {
      embedder.embed();
    }
  }

  /** Stops the server. */
  @TearDown
  public void stop() {
    server.close();
  }

  /** One call by each contestant. */
  @Benchmark
  public void embed(MedianMicros times, Blackhole results) throws Exception {
    Collections.shuffle(order, random);
    for (Contestant contestant : order) {
      Embedder embedder = embedders.get(contestant);
      long start = threads.getCurrentThreadCpuTime();
      results.consume(embedder.embed());
      times.add(contestant, threads.getCurrentThreadCpuTime() - start);
    }
  }
}
