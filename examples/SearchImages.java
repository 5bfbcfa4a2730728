import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.ProgressReporter;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.HtmlPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Searches the images of a folder by text, by image and by both, and writes a result page. */
public final class SearchImages {
  private static final int HITS = 5;

  /** A text, an image, or both; both become one vector. */
  record Query(String text, Path image) {
    String kind() {
      return image == null ? "text" : text == null ? "image" : "both";
    }

    @Override
    public String toString() {
      String name = image == null ? "" : image.getFileName().toString();
      return text == null ? name : '"' + text + '"' + (image == null ? "" : " + " + name);
    }
  }

  /** A found image and the cosine of its vector with the query's. */
  record Hit(Path image, double cosine) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f %s", cosine, image.getFileName());
    }
  }

  /** The vectors of the images, and the skipped files with the reason. */
  record Index(Map<Path, Embedding> vectors, Map<Path, String> skipped) {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    List<String> texts = args.length > 1 ? List.of(args[1]) : List.of("blue", "yellow", "orange");
    boolean live = "live".equals(System.getProperty("bedrock"));
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      Index index = index(titan, folder);
      System.out.printf("%d images, %d skipped%n", index.vectors().size(), index.skipped().size());
      HtmlPage page = new HtmlPage("Images in " + folder); // optional; from this project's tests
      page.paragraph(live ? "Titan's vectors." : "The stub's vectors: plain colors and shapes.");
      for (Query query : queries(texts, List.copyOf(index.vectors().keySet()))) {
        List<Hit> hits = search(titan, index, query, HITS);
        System.out.printf("%-5s %-24s %s%n", query.kind(), query, hits.subList(0, 3));
        page.section(query.kind(), query.toString());
        for (Hit hit : hits) {
          page.thumbnail(hit.image(), hit.toString());
        }
      }
      index.skipped().forEach((file, reason) -> page.paragraph("Skipped " + file + ": " + reason));
      page.write(Path.of("target/search-images.html"));
    }
  }

  /** Returns each text, the first image, and each text with that image. */
  private static List<Query> queries(List<String> texts, List<Path> images) {
    List<Query> queries = new ArrayList<>();
    texts.forEach(text -> queries.add(new Query(text, null)));
    if (!images.isEmpty()) {
      queries.add(new Query(null, images.get(0)));
      texts.forEach(text -> queries.add(new Query(text, images.get(0))));
    }
    return queries;
  }

  /** Embeds every image of a folder; files that are not valid images are skipped. */
  static Index index(TitanEmbeddingsAsyncClient titan, Path folder) throws IOException {
    Index index = new Index(new TreeMap<>(), new TreeMap<>());
    BulkOptions options = BulkOptions.builder().listener(ProgressReporter.console()).build();
    try (Stream<Path> files = Files.list(folder)) {
      BulkEmbedder.of(titan, options)
          .embed(
              files.map(SearchImages::item),
              outcome -> {
                Path file = Path.of(outcome.key());
                if (outcome instanceof BulkOutcome.Embedded embedded) {
                  index.vectors().put(file, embedded.response().embedding());
                } else if (outcome instanceof BulkOutcome.Failed failed) {
                  index.skipped().put(file, reasonToSkip(failed.exception()));
                }
              });
    }
    return index;
  }

  private static BulkItem item(Path file) {
    return BulkItem.of(file.toString(), request(new Query(null, file)));
  }

  /** Returns the problem of a file; throws a failure that other files share. */
  private static String reasonToSkip(RuntimeException failure) {
    if (failure instanceof InvalidRequestException
        || (failure instanceof ServiceException e && e.kind() == ServiceException.Kind.REJECTED)) {
      return failure.getMessage();
    }
    throw failure;
  }

  private static EmbeddingRequest request(Query query) {
    return EmbeddingRequest.builder()
        .text(query.text())
        .image(query.image() == null ? null : ImageInput.of(query.image()))
        .imageFit(ImageFit.DOWNSCALE)
        .outputEmbeddingLength(384)
        .build();
  }

  /** Returns the most similar images, best first, without the query's own image. */
  static List<Hit> search(TitanEmbeddingsAsyncClient titan, Index index, Query query, int count) {
    Embedding wanted = titan.embed(request(query)).join().embedding();
    return index.vectors().entrySet().stream()
        .filter(image -> !image.getKey().equals(query.image()))
        .map(image -> new Hit(image.getKey(), wanted.cosine(image.getValue())))
        .sorted(Comparator.comparingDouble(Hit::cosine).reversed())
        .limit(count)
        .toList();
  }
}

// Output:
// 78 images, 0 skipped
// text  "blue"                   [0.91 sea-06.jpg, 0.91 sea-01.png, 0.90 sea-02.jpg]
// text  "yellow"                 [0.72 lemon-02.jpg, 0.72 lemon-05.png, 0.71 lemon-01.png]
// text  "orange"                 [0.93 sunset-06.jpg, 0.93 sunset-05.png, 0.93 sunset-03.png]
// image apple-01.png             [1.00 apple-06.jpg, 0.99 apple-05.png, 0.97 apple-04.jpg]
// both  "blue" + apple-01.png    [0.84 ball-01.png, 0.83 ball-02.jpg, 0.83 ball-04.jpg]
// both  "yellow" + apple-01.png  [0.83 lemon-02.jpg, 0.83 lemon-01.png, 0.83 lemon-05.png]
// both  "orange" + apple-01.png  [0.84 orange-02.jpg, 0.83 orange-03.png, 0.83 orange-05.png]
