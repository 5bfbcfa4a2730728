package io.github.titanembeddings.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs all benchmarks and prints a table; or, with arguments, JMH with them. */
final class RunBenchmarks {
  private static final int FRESH_JVMS = 11;

  private final Figures bytes = new Figures();
  private final Figures cpuMicros = new Figures();
  private final Figures firstMillis = new Figures();
  private final Figures firstCpuMillis = new Figures();

  private RunBenchmarks() {}

  public static void main(String[] args) throws IOException, RunnerException {
    if (args.length > 0) {
      Main.main(args);
    } else {
      new RunBenchmarks().run();
    }
  }

  private void run() throws IOException, RunnerException {
    Collection<RunResult> parts =
        new Runner(
                new OptionsBuilder()
                    .include(ReadReply.class.getName())
                    .include(ReadHeader.class.getName())
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    for (Payload payload : Payload.values()) {
      measureBytes(payload);
      measureCpu(payload);
    }
    FirstEmbed.measure(FRESH_JVMS, firstMillis, firstCpuMillis);
    ResultTable.print(bytes, cpuMicros);
    ResultTable.printFirst(firstMillis, firstCpuMillis);
    ResultTable.printParts(parts);
  }

  private void measureBytes(Payload payload) throws RunnerException {
    List<String> contestants =
        Arrays.stream(Contestant.values())
            .filter(contestant -> contestant.embeds(payload))
            .map(Contestant::name)
            .toList();
    ChainedOptionsBuilder options =
        options(Embed.class, payload)
            .param("contestant", contestants.toArray(String[]::new))
            .addProfiler(GCProfiler.class);
    for (RunResult result : new Runner(options.build()).run()) {
      Contestant contestant = Contestant.valueOf(result.getParams().getParam("contestant"));
      bytes.add(payload, contestant, ResultTable.allocatedBytes(result));
    }
  }

  private void measureCpu(Payload payload) throws RunnerException {
    for (RunResult result : new Runner(options(EmbedInTurn.class, payload).build()).run()) {
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        fork.getIterationResults().forEach(iteration -> addCpu(payload, iteration));
      }
    }
  }

  private void addCpu(Payload payload, IterationResult iteration) {
    for (Contestant contestant : Contestant.values()) {
      if (contestant.embeds(payload)) {
        double micros =
            iteration.getSecondaryResults().get(MedianMicros.name(contestant)).getScore();
        cpuMicros.add(payload, contestant, micros);
      }
    }
  }

  private static ChainedOptionsBuilder options(Class<?> benchmark, Payload payload) {
    return new OptionsBuilder()
        .include(benchmark.getName() + ".embed")
        .param("payload", payload.name());
  }
}
