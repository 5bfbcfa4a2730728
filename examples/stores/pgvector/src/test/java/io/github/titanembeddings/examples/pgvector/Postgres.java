package io.github.titanembeddings.examples.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A Postgres server with pgvector, run by Node.js and shared by all tests; ends with this JVM.
 * Tests that need it are skipped without Node.js, except in CI.
 */
final class Postgres {
  private static @Nullable Postgres shared;

  private final Process process;
  private final BufferedReader output;
  private final String url;

  private Postgres(Path folder) throws IOException {
    process = start(folder, "node", "server.mjs");
    output = process.inputReader(StandardCharsets.UTF_8);
    url = "jdbc:postgresql://127.0.0.1:" + output.readLine() + "/postgres";
  }

  static synchronized Postgres shared() {
    if (shared == null) {
      boolean hasNode =
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
      assumeTrue(hasNode || System.getenv("CI") != null, "needs Node.js 20 and npm on the PATH");
      try {
        shared = new Postgres(install());
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("Postgres does not start", e);
      }
    }
    return shared;
  }

  private static Path install() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target/postgres"));
    for (String file : List.of("package.json", "package-lock.json", "server.mjs")) {
      Path source = Path.of("src/test/postgres", file);
      Files.copy(source, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Process npm =
        start(folder, "npm", "ci", "--silent", "--omit=peer", "--prefer-offline", "--no-audit");
    assertThat(npm.waitFor()).isZero();
    return folder;
  }

  private static Process start(Path folder, String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Returns the URL; Postgres in WebAssembly has one session, which all connections share. */
  String url() {
    return url + "?user=postgres&password=postgres&sslmode=disable&prepareThreshold=0";
  }

  PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    return source;
  }

  /** Ends all connections and accepts no more until {@link #up}. */
  void down() {
    send("stop");
  }

  /** Ends an outage; the tables are as before. */
  void up() {
    send("start");
  }

  private void send(String line) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
      output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
