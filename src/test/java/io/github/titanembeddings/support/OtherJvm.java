package io.github.titanembeddings.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Another JVM whose environment has only the given AWS variables. */
public final class OtherJvm {
  private static final int PATIENCE_SECONDS = 300;

  /** Options that a short-lived JVM starts fastest with. */
  public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private OtherJvm() {}

  /** Runs {@code java} with these arguments and gives the lines it printed; it must end well. */
  public static List<String> run(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    return run(List.of(), environment, arguments);
  }

  /** Runs {@code java} under another command, such as one that sets a limit of the system. */
  public static List<String> run(
      List<String> wrapper, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      CompletableFuture<String> printed = CompletableFuture.supplyAsync(() -> read(process));
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
      assertThat(process.exitValue()).as(printed.join()).isZero();
      return printed.join().lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs a class of the tests with these arguments, and with this JVM's class path. */
  public static List<String> run(
      Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add("-Dfile.encoding=ISO-8859-1");
    all.add("-cp");
    all.add(System.getProperty("java.class.path"));
    all.add(main.getName());
    all.addAll(List.of(arguments));
    return run(environment, all);
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
