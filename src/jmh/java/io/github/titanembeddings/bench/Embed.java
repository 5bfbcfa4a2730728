package io.github.titanembeddings.bench;

import java.io.IOException;
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

/** One call by one contestant in a separate JVM; {@code -prof gc} measures its allocations. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 2, time = 1)
public class Embed {
  /** The payload. */
  @Param public Payload payload;

  /** The contestant. */
  @Param public Contestant contestant;

  private ReplyServer server;
  private Embedder embedder;

  /** Starts the server. */
  @Setup
  public void start() throws IOException {
    server = ReplyServer.start();
    embedder = contestant.embedder(server.endpoint(), payload);
  }

  /** Stops the server. */
  @TearDown
  public void stop() {
    server.close();
  }

  /** One call. */
  @Benchmark
  public Object embed() throws Exception {
    return embedder.embed();
  }
}
