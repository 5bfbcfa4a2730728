package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Responds after some milliseconds with a vector that starts with the number in the text, and
 * counts the requests per text. Outlives its clients.
 */
final class CrashServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH = 256;
  private static final String SETTLED = "/settled";
  private static final int NO_CONTENT = 204;

  private final HttpServer server;
  private final ScheduledExecutorService responses = Executors.newScheduledThreadPool(2);
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile int alarmAt = -1;
  private volatile Runnable alarm = () -> {};

  CrashServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.createContext(SETTLED, exchange -> exchange.sendResponseHeaders(NO_CONTENT, -1));
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Returns the number of requests for each text. */
  Map<String, Integer> asked() {
    return Collections.unmodifiableMap(asked);
  }

  /** Returns the number of requests. */
  int requests() {
    return count.get();
  }

  /**
   * Waits until all received requests are counted. One thread reads whatever is there in rounds, so
   * that the second of two requests is not read before earlier data.
   */
  void settle() throws IOException {
    for (int i = 0; i < 2; i++) {
      HttpURLConnection connection =
          (HttpURLConnection) uri().resolve(SETTLED).toURL().openConnection();
      assertThat(connection.getResponseCode()).isEqualTo(NO_CONTENT);
    }
  }

  /** Forgets all requests. */
  void reset() {
    asked.clear();
    count.set(0);
  }

  /** Runs an action at the n-th request. */
  void alarm(int n, Runnable action) {
    alarm = action;
    alarmAt = n;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String text = JSON.readTree(exchange.getRequestBody()).get("inputText").asText();
    int number = count.incrementAndGet();
    asked.merge(text, 1, Integer::sum);
    Future<?> unused =
        responses.schedule(() -> respond(exchange, text), 1 + number % 5, TimeUnit.MILLISECONDS);
    if (number == alarmAt) {
      alarm.run();
    }
  }

  private static void respond(HttpExchange exchange, String text) {
    String rest = ",0.5".repeat(LENGTH - 1);
    String number = text.replaceAll("[^0-9]", "");
    byte[] reply =
        ("{\"embedding\":[" + number + rest + "],\"inputTextTokenCount\":3}").getBytes(UTF_8);
    try (OutputStream body = exchange.getResponseBody()) {
      exchange.sendResponseHeaders(200, reply.length);
      body.write(reply);
    } catch (IOException e) {
      // The client is gone.
    }
  }

  @Override
  public void close() {
    server.stop(0);
    responses.shutdownNow();
  }
}
