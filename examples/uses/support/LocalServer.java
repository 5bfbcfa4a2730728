package support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves HTTP to this machine only. Pages of other sites cannot use the server and so spend your
 * money: it checks the Host and Origin headers.
 */
public final class LocalServer implements AutoCloseable {
  private static final byte[] LOCAL = {127, 0, 0, 1};
  private static final int MAX_BODY = 20_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POLICY =
      "default-src 'none'; script-src 'nonce-%1$s'; style-src 'nonce-%1$s'; connect-src 'self';"
          + " img-src 'self' blob: data:; form-action 'none'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final String nonce = new BigInteger(128, new SecureRandom()).toString(36);
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final HttpServer server;

  /** Binds a port, or a free one if it is 0 or in use. */
  public LocalServer(int port) throws IOException {
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty("sun.net.httpserver.maxReqTime", "20"); // seconds; the default is no limit
    }
    server = bind(port);
    server.setExecutor(threads);
  }

  private static HttpServer bind(int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOCAL), port), 0);
    } catch (BindException taken) {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOCAL), 0), 0);
    }
  }

  /**
   * Starts to accept requests, whose handler calls {@link #send}, {@link #json} or {@link #error}.
   */
  public void start(HttpHandler handler) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (isOwn(exchange)) {
              handler.handle(exchange);
            } else {
              error(exchange, 403, "not from this page");
            }
          }
        });
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Returns the nonce that a page's scripts and styles need. */
  public String nonce() {
    return nonce;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Returns whether a request is for this address, and sent by its page if by a page at all. */
  private boolean isOwn(HttpExchange exchange) {
    String port = ":" + server.getAddress().getPort();
    String host = exchange.getRequestHeaders().getFirst("Host");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    return (("127.0.0.1" + port).equals(host) || ("localhost" + port).equals(host))
        && (origin == null || origin.equals("http://" + host));
  }

  /** Sends a response with the headers that protect the page. */
  public void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Content-Security-Policy", POLICY.formatted(nonce));
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) { // without a body, the stream is closed already
      exchange.getResponseBody().write(body);
    }
  }

  public void json(HttpExchange exchange, int status, Object value) throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsBytes(value));
  }

  public void error(HttpExchange exchange, int status, String message) throws IOException {
    json(exchange, status, Map.of("error", message));
  }

  /** Returns the body; null if it exceeds 20 MB. */
  public static byte[] body(HttpExchange exchange) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && Long.parseLong(length) > MAX_BODY) {
      return null;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    return body.length > MAX_BODY ? null : body;
  }

  /** Returns the decoded parameters of the URL. */
  public static Map<String, String> query(HttpExchange exchange) {
    String raw = exchange.getRequestURI().getRawQuery();
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return query;
  }
}
