package io.github.titanembeddings.bench.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A minimal stub of the service in its own process. Arguments: {@code none|sharp|bucket
 * requestsPerMinute latencyMillis percentOfFaults}. Prints its port, and its counters for each line
 * on standard input.
 */
public final class BulkServer {
  private static final byte[] VECTOR = TitanStub.embeddingJson(256).getBytes(UTF_8);
  private static final long TO_SETTLE_NANOS = 10_000_000_000L;

  private final String quota;
  private final double perMinute;
  private final int latencyMillis;
  private final double faults;
  private final Random random = new Random(1);
  private final ScheduledExecutorService later = new ScheduledThreadPoolExecutor(1);
  private double left;
  private long start;
  private long filled;
  private long minute;
  private long accepted;
  private long throttled;
  private long acceptedSettled;
  private long throttledSettled;

  private BulkServer(String[] args) {
    quota = args[0];
    perMinute = Double.parseDouble(args[1]);
    latencyMillis = Integer.parseInt(args[2]);
    faults = Double.parseDouble(args[3]) / 100;
    left = quota.equals("bucket") ? perMinute / 60 : perMinute;
  }

  /** Runs until its input ends. */
  public static void main(String[] args) throws IOException {
    BulkServer server = new BulkServer(args);
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    http.createContext("/", server::answer);
    http.setExecutor(Executors.newFixedThreadPool(128));
    http.start();
    System.out.println(http.getAddress().getPort());
    while (System.in.read() >= 0) {
      System.out.println(server.counts());
    }
    System.exit(0);
  }

  private synchronized String counts() {
    double seconds = (System.nanoTime() - start - TO_SETTLE_NANOS) / 1e9;
    return String.format(
        java.util.Locale.ROOT,
        "accepted %d, throttled %d; after 10 s: %.1f accepted a minute, %.2f %% throttled",
        accepted,
        throttled,
        acceptedSettled / seconds * 60,
        100.0 * throttledSettled / Math.max(1, acceptedSettled + throttledSettled));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a delay, whose end nobody waits for
  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    boolean isOver = isOverQuota();
    double chance;
    synchronized (this) {
      chance = random.nextDouble();
    }
    if (isOver) {
      respond(exchange, 429, "ThrottlingException", "{\"message\":\"slow down\"}".getBytes(UTF_8));
    } else if (chance < faults) {
      fault(exchange, chance / faults);
    } else {
      later.schedule(
          () -> respond(exchange, 200, "", VECTOR), latencyMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void fault(HttpExchange exchange, double which) {
    byte[] body = "{\"message\":\"sorry\"}".getBytes(UTF_8);
    if (which < 0.3) {
      respond(exchange, 500, "InternalServerException", body);
    } else if (which < 0.6) {
      respond(exchange, 503, "ServiceUnavailableException", body);
    } else if (which < 0.8) {
      respond(exchange, 200, "", "{".getBytes(UTF_8));
    } else {
      exchange.close();
    }
  }

  private static void respond(HttpExchange exchange, int status, String type, byte[] body) {
    try (exchange) {
      if (!type.isEmpty()) {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
      }
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }

  private synchronized boolean isOverQuota() {
    long now = System.nanoTime();
    if (accepted + throttled == 0) {
      start = now;
      filled = now;
    }
    refill(now);
    boolean isOver = left < 1 && !quota.equals("none");
    left -= isOver ? 0 : 1;
    boolean settled = now - start > TO_SETTLE_NANOS;
    accepted += isOver ? 0 : 1;
    throttled += isOver ? 1 : 0;
    acceptedSettled += settled && !isOver ? 1 : 0;
    throttledSettled += settled && isOver ? 1 : 0;
    return isOver;
  }

  private void refill(long now) {
    if (quota.equals("bucket")) {
      left = Math.min(perMinute / 60, left + (now - filled) / 60e9 * perMinute);
      filled = now;
    } else if ((now - start) / 60_000_000_000L != minute) {
      minute = (now - start) / 60_000_000_000L;
      left = perMinute;
    }
  }
}
