import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.ProgressReporter;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.HtmlPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

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
  record Index(Directory vectors, List<Path> images, Map<Path, String> skipped) {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    List<String> texts = args.length > 1 ? List.of(args[1]) : List.of("blue", "yellow", "orange");
    boolean live = "live".equals(System.getProperty("bedrock"));
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      Index index = index(titan, folder);
      System.out.println(index.images().size() + " images, " + index.skipped().size() + " skipped");
      HtmlPage page = new HtmlPage("Images in " + folder);
      page.paragraph(live ? "Titan's vectors." : "The stub's vectors: plain colors and shapes.");
      for (Query query : queries(texts, index.images())) {
        List<Hit> hits = search(titan, index, query, HITS);
        System.out.printf("%-5s %-24s %s%n", query.kind(), query, hits.subList(0, 3));
        show(page, query, hits);
      }
      index.skipped().forEach((file, reason) -> page.paragraph("Skipped " + file + ": " + reason));
      page.write(Path.of("target/search-images.html"));
    }
  }

  /** Returns each text, then two images, then each text with the first image. */
  private static List<Query> queries(List<String> texts, List<Path> images) {
    List<Query> queries = new ArrayList<>();
    texts.forEach(text -> queries.add(new Query(text, null)));
    if (!images.isEmpty()) {
      queries.add(new Query(null, images.get(0)));
      queries.add(new Query(null, images.get(images.size() / 2)));
      texts.forEach(text -> queries.add(new Query(text, images.get(0))));
    }
    return queries;
  }

  /** Embeds every image of a folder; files that are not valid images are skipped. */
  static Index index(TitanEmbeddingsAsyncClient titan, Path folder) throws IOException {
    Index index = new Index(new ByteBuffersDirectory(), new ArrayList<>(), new TreeMap<>());
    BulkOptions options =
        BulkOptions.builder().inputOrder(true).listener(ProgressReporter.console()).build();
    try (Stream<Path> files = Files.list(folder);
        IndexWriter writer = new IndexWriter(index.vectors(), new IndexWriterConfig());
        Stream<BulkOutcome> outcomes =
            BulkEmbedder.of(titan, options)
                .start(files.sorted().map(SearchImages::item))
                .stream()) {
      for (BulkOutcome outcome : (Iterable<BulkOutcome>) outcomes::iterator) {
        Path file = Path.of(outcome.key());
        if (outcome instanceof BulkOutcome.Embedded embedded) {
          float[] vector = embedded.response().embedding().toArray();
          Document document = new Document();
          document.add(new KnnFloatVectorField("vector", vector, VectorSimilarityFunction.COSINE));
          document.add(new StoredField("file", outcome.key()));
          writer.addDocument(document);
          index.images().add(file);
        } else if (outcome instanceof BulkOutcome.Failed failed) {
          index.skipped().put(file, reasonToSkip(failed.exception()));
        }
      }
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
  static List<Hit> search(TitanEmbeddingsAsyncClient titan, Index index, Query query, int count)
      throws IOException {
    float[] vector = titan.embed(request(query)).join().embedding().toArray();
    KnnFloatVectorQuery nearest = new KnnFloatVectorQuery("vector", vector, 1_000);
    List<Hit> hits = new ArrayList<>();
    try (DirectoryReader reader = DirectoryReader.open(index.vectors())) {
      IndexSearcher searcher = new IndexSearcher(reader);
      for (ScoreDoc found : searcher.search(nearest, count + 1).scoreDocs) {
        Path file = Path.of(searcher.storedFields().document(found.doc).get("file"));
        if (!file.equals(query.image()) && hits.size() < count) {
          hits.add(new Hit(file, 2 * found.score - 1)); // Lucene's score is (1 + cosine) / 2
        }
      }
    }
    return hits;
  }

  static void show(HtmlPage page, Query query, List<Hit> hits) throws IOException {
    page.section(query.kind(), query.toString());
    if (query.image() != null) {
      page.thumbnail(query.image(), "query", true);
    }
    for (Hit hit : hits) {
      page.thumbnail(hit.image(), hit.toString(), false);
    }
  }
}

// Output:
// 78 images, 0 skipped
// text  "blue"                   [0.91 sea-06.jpg, 0.91 sea-01.png, 0.90 sea-02.jpg]
// text  "yellow"                 [0.72 lemon-02.jpg, 0.72 lemon-05.png, 0.71 lemon-01.png]
// text  "orange"                 [0.93 sunset-06.jpg, 0.93 sunset-05.png, 0.93 sunset-03.png]
// image apple-01.png             [1.00 apple-06.jpg, 0.99 apple-05.png, 0.97 apple-04.jpg]
// image mountain-04.jpg          [0.99 mountain-05.png, 0.98 mountain-02.jpg, 0.98 mountain-01.png]
// both  "blue" + apple-01.png    [0.84 ball-01.png, 0.83 ball-02.jpg, 0.83 ball-04.jpg]
// both  "yellow" + apple-01.png  [0.83 lemon-02.jpg, 0.83 lemon-01.png, 0.83 lemon-05.png]
// both  "orange" + apple-01.png  [0.84 orange-02.jpg, 0.83 orange-03.png, 0.83 orange-05.png]
