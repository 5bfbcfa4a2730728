package support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Serves a page that searches images, and responds to its searches. */
public final class SearchPage implements AutoCloseable {
  private static final int NONE = -1;

  /** Finds images. */
  @FunctionalInterface
  public interface Search {
    /**
     * Returns the nearest images, best first.
     *
     * @param text may be empty
     * @param upload an image; empty if there is none
     * @param like the number of a served image to search by; negative if there is none
     */
    List<Hit> find(String text, byte[] upload, int like);
  }

  /** The number of a found image, and the cosine of its vector with the query's. */
  public record Hit(int number, double cosine) {}

  private final String html;
  private final List<Path> images;
  private final Search search;
  private final LocalServer server;

  /** Starts a server; the port is a free one if it is 0 or in use. */
  public SearchPage(Path html, List<Path> images, Search search, int port) throws IOException {
    this.images = images;
    this.search = search;
    String template = Files.readString(html);
    server = new LocalServer(port);
    this.html = template.replace("NONCE", server.nonce());
    server.start(this::handle);
  }

  public String address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      respond(exchange);
    } catch (CompletionException e) {
      failure(exchange, e.getCause());
    } catch (RuntimeException e) {
      failure(exchange, e);
    }
  }

  private void respond(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean isSearch = path.equals("/search");
    if (!exchange.getRequestMethod().equals(isSearch ? "POST" : "GET")) {
      server.error(exchange, 405, "method not allowed");
    } else if (isSearch) {
      search(exchange);
    } else if (path.equals("/")) {
      server.send(exchange, 200, "text/html; charset=utf-8", html.getBytes(UTF_8));
    } else {
      image(exchange, path.startsWith("/images/") ? number(path.substring(8)) : NONE);
    }
  }

  private void image(HttpExchange exchange, int number) throws IOException {
    if (number == NONE || !Files.exists(images.get(number))) {
      server.error(exchange, 404, "not found");
    } else {
      byte[] image = Files.readAllBytes(images.get(number));
      boolean isPng = image.length > 0 && image[0] == (byte) 0x89;
      server.send(exchange, 200, isPng ? "image/png" : "image/jpeg", image);
    }
  }

  /** Returns the number of an image, never a file by its path; NONE if there is none. */
  private int number(String text) {
    boolean exists = text.matches("\\d{1,9}") && Integer.parseInt(text) < images.size();
    return exists ? Integer.parseInt(text) : NONE;
  }

  private void search(HttpExchange exchange) throws IOException {
    Map<String, String> query = LocalServer.query(exchange);
    String text = query.getOrDefault("text", "").strip();
    int like = number(query.getOrDefault("like", ""));
    byte[] upload = LocalServer.body(exchange);
    if (query.containsKey("like") && like == NONE) {
      server.error(exchange, 400, "no such image");
    } else if (upload == null) {
      server.error(exchange, 413, "the image exceeds the limit of 20 MB");
    } else if (like == NONE && text.isEmpty() && upload.length == 0) {
      server.error(exchange, 400, "type words, choose an image, or both");
    } else {
      List<?> hits = search.find(text, upload, like).stream().map(this::toJson).toList();
      server.json(exchange, 200, Map.of("hits", hits));
    }
  }

  private Map<String, Object> toJson(Hit hit) {
    return Map.of(
        "id", hit.number(),
        "name", images.get(hit.number()).getFileName().toString(),
        "score", String.format(Locale.ROOT, "%.2f", hit.cosine()));
  }

  private void failure(HttpExchange exchange, Throwable failure) throws IOException {
    int status =
        failure instanceof InvalidRequestException || failure instanceof IllegalArgumentException
            ? 400
            : failure instanceof ServiceException e ? status(e.kind()) : 502;
    if (!(failure instanceof TitanException) && status != 400) {
      failure.printStackTrace();
    }
    server.error(exchange, status, String.valueOf(failure.getMessage()));
  }

  private static int status(ServiceException.Kind kind) {
    return switch (kind) {
      case REJECTED -> 400;
      case THROTTLED -> 429;
      default -> 502;
    };
  }
}
