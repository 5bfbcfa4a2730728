package io.github.titanembeddings.support.batch;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The service and S3 in a JVM of their own: prints their endpoints and lives until its input ends.
 * The jobs advance by ten minutes whenever the clock is read.
 */
public final class BatchServers implements AutoCloseable {
  private final Process process;
  private final String s3;
  private final String bedrock;

  private BatchServers(Process process, String s3, String bedrock) {
    this.process = process;
    this.s3 = s3;
    this.bedrock = bedrock;
  }

  /** Starts the servers; the stub accepts jobs of this minimum of records. */
  public static BatchServers start(long minRecords) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx700m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  BatchServers.class.getName(),
                  Long.toString(minRecords))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("endpoints ")) {
          String[] words = line.split(" ", -1);
          return new BatchServers(process, words[1], words[2]);
        }
      }
      throw new IllegalStateException("the servers ended");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String s3() {
    return s3;
  }

  public String bedrock() {
    return bedrock;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has the jobs of a stub read and write a store, and advance whenever the clock is read. */
  public static void configure(TitanStub stub, ObjectStore store, long minRecords) {
    AtomicLong minutes = new AtomicLong();
    Limits limits = Limits.titanMultimodalG1();
    stub.fineTuning().clock(() -> Instant.EPOCH.plus(Duration.ofMinutes(minutes.addAndGet(10))));
    stub.batch().store(store).recordQuota(minRecords, limits.get(Limit.BATCH_RECORDS));
  }

  /** Argument: the minimum of records. */
  public static void main(String[] args) throws IOException {
    try (S3Server server = S3Server.start();
        TitanStub stub = TitanStub.start();
        S3AsyncClient client = S3Server.client(server.endpoint())) {
      configure(stub, S3ObjectStore.of(client), Long.parseLong(args[0]));
      System.out.println("endpoints " + server.endpoint() + " " + stub.endpoint());
      System.out.flush();
      while (System.in.read() >= 0) {}
    }
  }
}
