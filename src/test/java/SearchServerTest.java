import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.catalog.VisibleFeatures;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's searches, and its responses to hostile requests. */
class SearchServerTest {
  private static final BodyPublisher NONE = BodyPublishers.noBody();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path catalog;
  @AutoClose private static TitanStub stub;
  private static List<SearchServer.Item> items;
  @AutoClose private static SearchServer server;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    DrawnCatalog.draw(catalog);
    stub = TitanStub.start().vectors(new VisibleFeatures());
    items = SearchServer.index(stub.asyncClient(), catalog);
    server = new SearchServer(stub.asyncClient(), items, 0);
    port = URI.create(server.address()).getPort();
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpRequest.Builder to(SearchServer of, String path) {
    return HttpRequest.newBuilder(URI.create(of.address() + path));
  }

  private static HttpResponse<byte[]> get(String path) {
    return send(to(server, path));
  }

  private static HttpResponse<byte[]> post(String query, BodyPublisher body) {
    return send(to(server, "search?" + query).POST(body));
  }

  private static JsonNode json(HttpResponse<byte[]> response) {
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    try {
      return new ObjectMapper().readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> names(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    List<String> names = new ArrayList<>();
    json(response).get("hits").forEach(hit -> names.add(hit.get("name").textValue()));
    return names;
  }

  private static String error(HttpResponse<byte[]> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    return json(response).get("error").textValue();
  }

  private static int number(String name) {
    return items.stream().map(SearchServer.Item::file).toList().indexOf(catalog.resolve(name));
  }

  @Test
  void findsByWordsImageAndBoth() throws IOException {
    byte[] apple = Files.readAllBytes(catalog.resolve("apple-01.png"));

    assertThat(names(post("text=blue+sea", NONE)).get(0)).startsWith("sea-");
    assertThat(names(post("", BodyPublishers.ofByteArray(apple))).get(0)).isEqualTo("apple-01.png");
    assertThat(names(post("text=blue", BodyPublishers.ofByteArray(apple))).get(0))
        .startsWith("ball-");
    assertThat(names(post("text=blue", NONE))).hasSize(24);
  }

  @Test
  void findsByAnIndexedImageWithoutACall() {
    long before = stub.requestCount();
    List<String> found = names(post("like=" + number("lemon-02.jpg"), NONE));

    assertThat(stub.requestCount()).isEqualTo(before);
    assertThat(found.get(0)).startsWith("lemon-");
    assertThat(found).doesNotContain("lemon-02.jpg");
    assertThat(names(post("text=blue&like=" + number("apple-01.png"), NONE)).get(0))
        .startsWith("ball-");
  }

  @Test
  void servesThePageAndItsImagesSafely() throws IOException {
    HttpResponse<byte[]> page = get("?text=ignored");
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    Matcher nonce = Pattern.compile("script-src 'nonce-(\\w+)'").matcher(policy);

    assertThat(nonce.find()).isTrue();
    assertThat(new String(page.body(), UTF_8))
        .contains("<script type=\"module\" nonce=\"" + nonce.group(1) + "\">")
        .doesNotContain("NONCE");
    assertThat(policy).startsWith("default-src 'none'");
    for (String name : List.of("apple-01.png", "apple-02.jpg")) {
      HttpResponse<byte[]> image = get("images/" + number(name));
      assertThat(image.body()).isEqualTo(Files.readAllBytes(catalog.resolve(name)));
      assertThat(image.headers().firstValue("Content-Type"))
          .hasValue(name.endsWith("png") ? "image/png" : "image/jpeg");
      assertThat(image.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(image.headers().firstValue("Cross-Origin-Resource-Policy"))
          .hasValue("same-origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/images/../../pom.xml",
        "/images/%2e%2e%2fpom.xml",
        "/images/..%5cpom.xml",
        "/images/apple-01.png",
        "/images/",
        "/images/-1",
        "/images/78",
        "/images/99999999999999999999",
        "/images/%EF%BC%91",
        "/images/1/",
        "//images/1",
        "/pom.xml",
        "/search/../pom.xml"
      })
  void servesNothingElse(String path) throws IOException {
    String response = raw("GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");

    assertThat(response).startsWith("HTTP/1.1 404 ").doesNotContain("<project");
  }

  private static String host() {
    return URI.create(server.address()).getAuthority();
  }

  /** Sends bytes that no HTTP client sends, and returns the response up to the end of the body. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** Else any site that the user visits could search, and read the images by DNS rebinding. */
  @Test
  void rejectsOtherSites() throws IOException {
    long before = stub.requestCount();
    HttpRequest.Builder foreign =
        to(server, "search?text=blue").header("Origin", "https://evil.example").POST(NONE);

    assertThat(error(send(foreign), 403)).isEqualTo("not from this page");
    assertThat(error(send(foreign.setHeader("Origin", "null")), 403)).isNotEmpty();
    assertThat(raw("GET /images/1 HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(raw("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(stub.requestCount()).isEqualTo(before);
    String own = server.address().replaceFirst("/$", "");
    assertThat(send(foreign.setHeader("Origin", own)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /search", "HEAD /", "PUT /", "DELETE /images/1", "TRACE /", "X /"})
  void rejectsOtherMethods(String line) throws IOException {
    assertThat(raw(line + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n")).startsWith("HTTP/1.1 405 ");
  }

  @Test
  void rejectsAnImageThatIsTooLarge() throws IOException {
    byte[] large = new byte[20_000_001];
    BodyPublisher chunked =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)); // of unknown length

    assertThat(
            raw(
                "POST /search HTTP/1.1\r\nHost: %s\r\nContent-Length: 999999999999\r\n\r\n"
                    .formatted(host())))
        .startsWith("HTTP/1.1 413 ");
    assertThat(error(post("text=red", chunked), 413)).contains("20 MB");
  }

  @Test
  void reportsWhatIsWrongWithTheInput() {
    assertThat(error(post("", NONE), 400)).contains("type words");
    assertThat(error(post("text=+%09", NONE), 400)).contains("type words");
    assertThat(error(post("", BodyPublishers.ofString("<svg onload=alert(1)>")), 400))
        .contains("inputImage");
    assertThat(error(post("", BodyPublishers.ofByteArray(cutOff())), 400)).contains("inputImage");
    assertThat(error(post("text=" + "word+".repeat(400), NONE), 400)).contains("inputText");
    assertThat(error(post("like=78", NONE), 400)).isEqualTo("no such image");
    assertThat(error(post("like=", NONE), 400)).isEqualTo("no such image");
  }

  private static byte[] cutOff() {
    return Arrays.copyOf(TestImages.png(100, 100), 30);
  }

  @Test
  void rejectsABrokenEscape() throws IOException {
    assertThat(raw("POST /search?text=%zz HTTP/1.1\r\nHost: " + host() + "\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"красный", "赤い靴", "👟👟🏽", "e\u0301", "<b>&amp;", "\u0000red", "\u202Ered"})
  void acceptsAnyText(String text) {
    String encoded = URLEncoder.encode(text, UTF_8);

    assertThat(names(post("text=" + encoded, NONE))).hasSize(24);
  }

  @Test
  void reportsFailuresOfTheService() throws IOException {
    try (TitanStub failing = TitanStub.start();
        SearchServer own = new SearchServer(failing.asyncClient(), items, 0)) {
      failing.throttle(3);
      assertThat(error(send(to(own, "search?text=red").POST(NONE)), 429)).contains("THROTTLED");
      failing.enqueue(StubResponse.error(403, "AccessDeniedException", "no access"));
      assertThat(error(send(to(own, "search?text=red").POST(NONE)), 502)).contains("no access");
      assertThat(names(send(to(own, "search?text=red").POST(NONE)))).hasSize(24);
    }
  }

  @Test
  void searchesNoneOneAndEqualImages(@TempDir Path folder) throws IOException {
    Embedding vector = Embedding.of(new float[384]); // all zeros: cosine 0
    SearchServer.Item one = new SearchServer.Item(folder.resolve("deleted.png"), vector);
    SearchServer.Item two = new SearchServer.Item(folder.resolve("two.png"), vector);
    SearchServer.Item three = new SearchServer.Item(folder.resolve("three.png"), vector);
    try (SearchServer empty = new SearchServer(stub.asyncClient(), List.of(), 0);
        SearchServer single = new SearchServer(stub.asyncClient(), List.of(one), 0);
        SearchServer equal = new SearchServer(stub.asyncClient(), List.of(one, two, three), 0)) {
      assertThat(names(send(to(empty, "search?text=red").POST(NONE)))).isEmpty();
      assertThat(names(send(to(single, "search?text=red").POST(NONE))))
          .containsExactly("deleted.png");
      assertThat(names(send(to(single, "search?like=0").POST(NONE)))).isEmpty();
      assertThat(names(send(to(equal, "search?like=1").POST(NONE))))
          .containsExactly("deleted.png", "three.png");
      assertThat(error(send(to(single, "images/0")), 404)).isEqualTo("not found");
    }
    assertThat(SearchServer.index(stub.asyncClient(), folder)).isEmpty();
  }

  @Test
  void servesAnEmptyImageFile(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("empty.png"));
    SearchServer.Item empty = new SearchServer.Item(file, Embedding.of(new float[384]));
    try (SearchServer own = new SearchServer(stub.asyncClient(), List.of(empty), 0)) {
      assertThat(send(to(own, "images/0")).body()).isEmpty();
    }
  }

  @Test
  void takesAFreePortIfItsOwnIsInUse() throws IOException {
    try (SearchServer second = new SearchServer(stub.asyncClient(), items, port)) {
      assertThat(second.address()).isNotEqualTo(server.address());
      assertThat(names(send(to(second, "search?text=blue").POST(NONE)))).hasSize(24);
    }
  }

  @Test
  void respondsToEachOfManyConcurrentRequests() {
    Map<String, String> groups =
        Map.of(
            "blue+sea",
            "sea-",
            "yellow",
            "lemon-",
            "orange+sunset",
            "sunset-",
            "red+apple",
            "apple-");
    Map<String, CompletableFuture<HttpResponse<byte[]>>> responses = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      for (String text : groups.keySet()) {
        HttpRequest search = to(server, "search?text=" + text).POST(NONE).build();
        responses.put(
            text + "#" + i, HTTP.sendAsync(search, HttpResponse.BodyHandlers.ofByteArray()));
      }
    }
    responses.forEach(
        (text, response) ->
            assertThat(names(response.join()).get(0))
                .startsWith(groups.get(text.substring(0, text.indexOf('#')))));
  }

  @Test
  void respondsWhileOtherClientsSendNothing() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 7; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        slow.add(socket);
        String request = "POST /search HTTP/1.1\r\nHost: %s\r\nContent-Length: 9999\r\n\r\nx";
        socket.getOutputStream().write(request.formatted(host()).getBytes(ISO_8859_1));
      }
      assertThat(names(post("text=blue", NONE))).hasSize(24);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
