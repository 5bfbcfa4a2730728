import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.ProgressReporter;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import support.SearchPage;
import support.SearchPage.Hit;

/**
 * Serves a page on this machine that searches the images of a folder: type words, drop an image, or
 * both, and see the nearest images; click one to search by it.
 *
 * <p>Copy the page {@code SearchServer.html}, and {@code SearchPage} and {@code LocalServer} of the
 * folder {@code support} with this file.
 */
public final class SearchServer implements AutoCloseable {
  private static final int HITS = 24;
  private static final Path HTML = Path.of("examples/uses/SearchServer.html");

  /** An indexed image. */
  record Item(Path file, Embedding vector) {}

  private final TitanEmbeddingsAsyncClient titan;
  private final List<Item> items;
  private final SearchPage page;

  /** Starts a server; port 0 is any free port. */
  SearchServer(TitanEmbeddingsAsyncClient titan, List<Item> items, int port) throws IOException {
    this.titan = titan;
    this.items = List.copyOf(items);
    page = new SearchPage(HTML, items.stream().map(Item::file).toList(), this::search, port);
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
        SearchServer server = new SearchServer(titan, index(titan, folder), 8080)) {
      System.out.println(server.items.size() + " images");
      System.err.println("Open " + server.address() + " in a browser; press Enter to stop.");
      System.in.read();
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
    return page.address();
  }

  @Override
  public void close() {
    page.close();
  }

  /** Searches by a text, an image or both: an upload, or the item with the number {@code like}. */
  private List<Hit> search(String text, byte[] upload, int like) {
    if (like < 0) {
      return nearest(embed(text, upload.length == 0 ? null : ImageInput.of(upload)), like);
    }
    Item item = items.get(like);
    boolean isKnown = text.isEmpty(); // costs no call
    return nearest(isKnown ? item.vector() : embed(text, ImageInput.of(item.file())), like);
  }

  private Embedding embed(String text, ImageInput image) {
    return titan.embed(request(text, image)).join().embedding();
  }

  private static EmbeddingRequest request(String text, ImageInput image) {
    return EmbeddingRequest.builder()
        .text(text.isEmpty() ? null : text)
        .image(image)
        .imageFit(ImageFit.DOWNSCALE)
        .outputEmbeddingLength(384)
        .build();
  }

  /** Compares with every image except one: fast enough for 100,000. */
  private List<Hit> nearest(Embedding wanted, int except) {
    return IntStream.range(0, items.size())
        .filter(number -> number != except)
        .mapToObj(number -> new Hit(number, wanted.cosine(items.get(number).vector())))
        .sorted(Comparator.comparingDouble(Hit::cosine).reversed())
        .limit(HITS)
        .toList();
  }
}

// Output:
// 78 images
