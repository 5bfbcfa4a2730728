package io.github.titanembeddings.support.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.titanembeddings.internal.concurrent.Timing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;

/** An HTTP server with scripted responses of the control plane. */
public final class FakeBedrock implements AutoCloseable {
  static {
    // Without it each response waits 40 ms for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** A response; status 0 drops the connection instead. */
  public record Response(int status, String errorType, String body, String header, String value) {
    public Response(int status, String errorType, String body) {
      this(status, errorType, body, "", "");
    }

    public static Response ok(String body) {
      return new Response(200, "", body);
    }

    public static Response error(int status, String errorType) {
      return new Response(status, errorType, "{\"message\":\"because\"}");
    }

    public static Response lost() {
      return new Response(0, "", "");
    }
  }

  /** A received request. */
  public record Received(
      String method, String path, String query, String body, String authorization) {}

  private volatile HttpServer server;
  private final InetSocketAddress address;
  private final Queue<Response> script = new ConcurrentLinkedQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile Response otherwise = Response.error(500, "NothingScripted");
  private volatile Consumer<Received> onRequest = request -> {};
  public final Ticks ticks = new Ticks();

  public FakeBedrock() {
    server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = server.getAddress();
  }

  private HttpServer start(InetSocketAddress at) {
    try {
      HttpServer started = HttpServer.create(at, 0);
      started.createContext("/", this::respond);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops all connections and refuses new ones. */
  public void refuse() {
    server.stop(0);
  }

  /** Accepts connections again. */
  public void accept() {
    server = start(address);
  }

  private void respond(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Received request =
          new Received(
              exchange.getRequestMethod(),
              URLDecoder.decode(uri.getRawPath(), UTF_8),
              String.valueOf(uri.getQuery()),
              body,
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      received.add(request);
      onRequest.accept(request);
      Response response = script.poll();
      if (response == null) {
        response = otherwise;
      }
      if (response.status() == 0) {
        return;
      }
      if (!response.errorType().isEmpty()) {
        exchange.getResponseHeaders().add("x-amzn-ErrorType", response.errorType());
      }
      if (!response.header().isEmpty()) {
        exchange.getResponseHeaders().add(response.header(), response.value());
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      byte[] bytes = response.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  public FakeBedrock then(Response... responses) {
    script.addAll(List.of(responses));
    return this;
  }

  public FakeBedrock then(int times, Response response) {
    for (int i = 0; i < times; i++) {
      script.add(response);
    }
    return this;
  }

  /** Responds to requests that the script does not cover. */
  public void otherwise(Response response) {
    otherwise = response;
  }

  public void onRequest(Consumer<Received> action) {
    onRequest = action;
  }

  public List<Received> received() {
    return received;
  }

  public List<String> calls() {
    return received.stream().map(request -> request.method() + " " + request.path()).toList();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** Has a client of the AWS SDK retry without a pause, at most twice. */
  public static void retryImmediately(BedrockClientBuilder sdk) {
    sdk.overrideConfiguration(
        o ->
            o.retryStrategy(
                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .backoffStrategy(BackoffStrategy.retryImmediately())
                    .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                    .maxAttempts(3)
                    .build()));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** A clock that advances only by sleeping. */
  public static final class Ticks implements Timing {
    public final List<Duration> pauses = new CopyOnWriteArrayList<>();
    public volatile double random = 0.5;
    public volatile Consumer<Duration> onSleep = pause -> {};
    private volatile Duration now = Duration.ZERO;

    @Override
    public long nanoTime() {
      return now.toNanos();
    }

    @Override
    public double random() {
      return random;
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
      pauses.add(pause);
      now = now.plus(pause);
      onSleep.accept(pause);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
