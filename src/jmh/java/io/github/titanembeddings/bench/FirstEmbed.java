package io.github.titanembeddings.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The first call in a fresh JVM: from the start of {@code main} to the vector, including the
 * creation of the client.
 */
final class FirstEmbed {
  private static final List<Contestant> TWO = List.of(Contestant.LIBRARY, Contestant.BARE_SDK);

  private FirstEmbed() {}

  /** Embeds once, and prints the elapsed and the CPU milliseconds. */
  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    Duration cpu = cpu();
    Contestant.valueOf(args[0]).embedder(URI.create(args[1]), Payload.SHORT_TEXT).embed();
    System.out.println((System.nanoTime() - start) / 1e6);
    System.out.println(cpu().minus(cpu).toNanos() / 1e6);
    System.exit(0);
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  /** Measures this library and the bare AWS SDK in n JVMs each, started in turn. */
  static void measure(int times, Figures wall, Figures cpu) throws IOException {
    try (ReplyServer server = ReplyServer.start()) {
      for (int i = 0; i < 2 * times; i++) {
        Contestant contestant = TWO.get((i + i / 2) % 2);
        BufferedReader printed = start(contestant, server.endpoint()).inputReader();
        wall.add(Payload.SHORT_TEXT, contestant, Double.parseDouble(printed.readLine()));
        cpu.add(Payload.SHORT_TEXT, contestant, Double.parseDouble(printed.readLine()));
      }
    }
  }

  private static Process start(Contestant contestant, URI endpoint) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FirstEmbed.class.getName(),
            contestant.name(),
            endpoint.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
