import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.ProgressReporter;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.math.BigInteger;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Serves a page on this machine that searches the images of a folder: type words, drop an image, or
 * both, and see the nearest images; click one to search by it.
 *
 * <p>Only this machine can connect. Pages of other sites cannot use the server and so spend your
 * money: it checks the Host and Origin headers.
 */
public final class SearchServer implements AutoCloseable {
  private static final int HITS = 24;
  private static final byte[] LOCAL = {127, 0, 0, 1};
  private static final int MAX_UPLOAD = 20_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAGE = Path.of("examples/uses/SearchServer.html");
  private static final String POLICY =
      "default-src 'none'; script-src 'nonce-%1$s'; style-src 'nonce-%1$s'; connect-src 'self';"
          + " img-src 'self' blob: data:; form-action 'none'; base-uri 'none';"
          + " frame-ancestors 'none'";

  /** An indexed image. */
  record Item(Path file, Embedding vector) {
    String name() {
      return file.getFileName().toString();
    }
  }

  private final TitanEmbeddingsAsyncClient titan;
  private final List<Item> items;
  private final String nonce = new BigInteger(128, new SecureRandom()).toString(36);
  private final String page = Files.readString(PAGE).replace("NONCE", nonce);
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);

  /** Starts a server; port 0 is any free port. */
  SearchServer(TitanEmbeddingsAsyncClient titan, List<Item> items, int port) throws IOException {
    this.titan = titan;
    this.items = List.copyOf(items);
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty("sun.net.httpserver.maxReqTime", "20"); // seconds; the default is no limit
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOCAL), port), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
        SearchServer server = start(titan, index(titan, folder), 8080)) {
      System.out.println(server.items.size() + " images");
      System.err.println("Open " + server.address() + " in a browser; press Enter to stop.");
      System.in.read();
    }
  }

  /** Starts a server on the given port, or on a free one if it is in use. */
  static SearchServer start(TitanEmbeddingsAsyncClient titan, List<Item> items, int port)
      throws IOException {
    try {
      return new SearchServer(titan, items, port);
    } catch (BindException taken) {
      return new SearchServer(titan, items, 0);
    }
  }

  /** Embeds the images of a folder; files that are not valid images are skipped. */
  static List<Item> index(TitanEmbeddingsAsyncClient titan, Path folder) throws IOException {
    List<Item> items = new ArrayList<>();
    BulkOptions options = BulkOptions.builder().listener(ProgressReporter.console()).build();
    try (Stream<Path> files = Files.list(folder)) {
      BulkEmbedder.of(titan, options)
          .embed(
              files
                  .filter(Files::isRegularFile)
                  .map(f -> BulkItem.of(f.toString(), request("", ImageInput.of(f)))),
              outcome -> {
                if (outcome instanceof BulkOutcome.Embedded embedded) {
                  items.add(new Item(Path.of(outcome.key()), embedded.response().embedding()));
                } else if (outcome instanceof BulkOutcome.Failed failed) {
                  System.err.println(failed.exception().getMessage());
                }
              });
    }
    items.sort(Comparator.comparing(Item::file));
    return items;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        if (isOwn(exchange)) {
          respond(exchange);
        } else {
          error(exchange, 403, "not from this page");
        }
      } catch (CompletionException e) {
        failure(exchange, e.getCause());
      } catch (RuntimeException e) {
        failure(exchange, e);
      }
    }
  }

  private void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
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

  private void json(HttpExchange exchange, int status, Object value) throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsBytes(value));
  }

  private void error(HttpExchange exchange, int status, String message) throws IOException {
    json(exchange, status, Map.of("error", message));
  }

  /** Returns whether a request is for this address, and sent by its page if by a page at all. */
  private boolean isOwn(HttpExchange exchange) {
    String port = ":" + server.getAddress().getPort();
    String host = exchange.getRequestHeaders().getFirst("Host");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    return (("127.0.0.1" + port).equals(host) || ("localhost" + port).equals(host))
        && (origin == null || origin.equals("http://" + host));
  }

  private void respond(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean isSearch = path.equals("/search");
    if (!exchange.getRequestMethod().equals(isSearch ? "POST" : "GET")) {
      error(exchange, 405, "method not allowed");
    } else if (isSearch) {
      search(exchange);
    } else if (path.equals("/")) {
      send(exchange, 200, "text/html; charset=utf-8", page.getBytes(UTF_8));
    } else {
      image(exchange, path.startsWith("/images/") ? item(path.substring(8)) : null);
    }
  }

  private void image(HttpExchange exchange, Item item) throws IOException {
    if (item == null || !Files.exists(item.file())) {
      error(exchange, 404, "not found");
    } else {
      byte[] image = Files.readAllBytes(item.file());
      boolean isPng = image.length > 0 && image[0] == (byte) 0x89;
      send(exchange, 200, isPng ? "image/png" : "image/jpeg", image);
    }
  }

  /** Returns the item with a number, never a file by its path; null if there is none. */
  private Item item(String number) {
    boolean exists = number.matches("\\d{1,9}") && Integer.parseInt(number) < items.size();
    return exists ? items.get(Integer.parseInt(number)) : null;
  }

  private void search(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String text = query.getOrDefault("text", "").strip();
    Item like = query.containsKey("like") ? item(query.get("like")) : null;
    byte[] upload = upload(exchange);
    if (query.containsKey("like") && like == null) {
      error(exchange, 400, "no such image");
    } else if (upload == null) {
      error(exchange, 413, "the image exceeds the limit of 20 MB");
    } else if (like == null && text.isEmpty() && upload.length == 0) {
      error(exchange, 400, "type words, choose an image, or both");
    } else {
      Embedding wanted =
          like != null && text.isEmpty()
              ? like.vector() // costs no call
              : titan.embed(request(text, image(like, upload))).join().embedding();
      json(exchange, 200, Map.of("hits", nearest(wanted, like)));
    }
  }

  private static ImageInput image(Item like, byte[] upload) {
    if (like != null) {
      return ImageInput.of(like.file());
    }
    return upload.length > 0 ? ImageInput.of(upload) : null;
  }

  /** Returns the body; null if it is too large. */
  private static byte[] upload(HttpExchange exchange) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && Long.parseLong(length) > MAX_UPLOAD) {
      return null;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_UPLOAD + 1);
    return body.length > MAX_UPLOAD ? null : body;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return query;
  }

  private static EmbeddingRequest request(String text, ImageInput image) {
    return EmbeddingRequest.builder()
        .text(text.isEmpty() ? null : text)
        .image(image)
        .imageFit(ImageFit.DOWNSCALE)
        .outputEmbeddingLength(384)
        .build();
  }

  /** Compares with every image: fast enough for 100,000. */
  private List<Map<String, Object>> nearest(Embedding wanted, Item without) {
    record Hit(int id, double score) {}
    return IntStream.range(0, items.size())
        .filter(id -> !items.get(id).equals(without))
        .mapToObj(id -> new Hit(id, wanted.cosine(items.get(id).vector())))
        .sorted(Comparator.comparingDouble(Hit::score).reversed())
        .limit(HITS)
        .map(
            hit ->
                Map.<String, Object>of(
                    "id", hit.id(),
                    "name", items.get(hit.id()).name(),
                    "score", String.format(Locale.ROOT, "%.2f", hit.score())))
        .toList();
  }

  private void failure(HttpExchange exchange, Throwable failure) throws IOException {
    int status =
        failure instanceof InvalidRequestException || failure instanceof IllegalArgumentException
            ? 400
            : failure instanceof ServiceException e ? status(e.kind()) : 502;
    if (!(failure instanceof TitanException) && status != 400) {
      failure.printStackTrace();
    }
    error(exchange, status, String.valueOf(failure.getMessage()));
  }

  private static int status(ServiceException.Kind kind) {
    return switch (kind) {
      case REJECTED -> 400;
      case THROTTLED -> 429;
      default -> 502;
    };
  }
}

// Output:
// 78 images
