package io.github.titanembeddings.support;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import io.github.titanembeddings.ClientBuilder;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Measures the cost of calls over the AWS SDK and HTTP: allocated bytes and CPU time of all threads
 * except those of the server, which returns the same vector for every request.
 */
public final class Overhead implements AutoCloseable {
  private static final String SERVER = "overhead-server";
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 5;
  private static final int CALLS = 40;

  static {
    // Otherwise Nagle's algorithm delays each response by 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final HttpServer server;
  private final ExecutorService executor =
      Executors.newCachedThreadPool(task -> new Thread(task, SERVER));

  /** Starts the server. */
  public Overhead() {
    byte[] reply = TitanStub.embeddingJson(1024).getBytes(StandardCharsets.UTF_8);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (InputStream request = exchange.getRequestBody()) {
            request.readAllBytes();
          }
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, reply.length);
          try (OutputStream response = exchange.getResponseBody()) {
            response.write(reply);
          }
        });
    server.setExecutor(executor);
    server.start();
  }

  /** Sets the endpoint of the server and its credentials. */
  public <B extends ClientBuilder<B>> B connect(B builder) {
    InetSocketAddress address = server.getAddress();
    return builder
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create("http://" + address.getHostString() + ":" + address.getPort()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")));
  }

  /** The median cost of one call: allocated bytes, and microseconds of CPU time. */
  public record Cost(long bytes, long micros) {
    /** Prints this beside the cost of the plain client and returns the ratio of the bytes. */
    public double over(Cost plain, String name) {
      double ratio = (double) bytes / plain.bytes;
      System.out.printf(
          Locale.ROOT,
          "%s: %,d bytes a call, plain client %,d: %.3f x; %d us of CPU, plain %d%n",
          name,
          bytes,
          plain.bytes,
          ratio,
          micros,
          plain.micros);
      return ratio;
    }
  }

  /** Returns the cost of the calls, which are measured in turn. */
  public Cost[] measure(Runnable... calls) {
    long[][] bytes = new long[calls.length][ROUNDS];
    long[][] nanos = new long[calls.length][ROUNDS];
    for (Runnable call : calls) {
      repeat(call, WARM_UP);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < calls.length; i++) {
        long[] before = spent();
        repeat(calls[i], CALLS);
        long[] after = spent();
        bytes[i][round] = (after[0] - before[0]) / CALLS;
        nanos[i][round] = (after[1] - before[1]) / CALLS;
      }
    }
    Cost[] costs = new Cost[calls.length];
    for (int i = 0; i < calls.length; i++) {
      costs[i] = new Cost(median(bytes[i]), median(nanos[i]) / 1_000);
    }
    return costs;
  }

  private static void repeat(Runnable call, int times) {
    for (int i = 0; i < times; i++) {
      call.run();
    }
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** Returns the bytes and the CPU time of the threads that are not the server's. */
  private long[] spent() {
    long bytes = 0;
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null
          && !thread.getThreadName().equals(SERVER)
          && !thread.getThreadName().equals("HTTP-Dispatcher")) {
        bytes += threads.getThreadAllocatedBytes(thread.getThreadId());
        nanos += threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return new long[] {bytes, nanos};
  }

  /** Stops the server. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }
}
