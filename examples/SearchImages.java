import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
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

/**
 * Finds pictures of a folder by a text, by another picture and by both together, and shows them on
 * a page. The first argument is the folder, the second a text to look for.
 */
public final class SearchImages {
  private static final String PAGE = "target/search-images.html";
  private static final String VECTORS =
      "live".equals(System.getProperty("bedrock"))
          ? "The vectors are Titan's."
          : "The vectors are a stand-in's: plain colours and shapes, not Titan's.";
  private static final int IN_TABLE = 3;
  private static final int ON_PAGE = 5;

  /** Lucene compares up to so many pictures one by one; among more it looks around for so many. */
  private static final int CANDIDATES = 1000;

  /** What to look for: a text, a picture, or both, which then become one vector. */
  record Query(String text, Path picture) {
    String kind() {
      return picture == null ? "text" : text == null ? "picture" : "both";
    }

    String words() {
      String pictured = picture == null ? "" : name(picture);
      return text == null ? pictured : '"' + text + '"' + (picture == null ? "" : " + " + pictured);
    }
  }

  /** A picture that was found, and the cosine of its vector with the query's. */
  record Hit(Path picture, double cosine) {
    String caption() {
      return String.format(Locale.ROOT, "%.2f %s", cosine, name(picture));
    }
  }

  /** The vectors of pictures, a small view of each, and the files left out with the reason. */
  record Index(Directory vectors, Map<Path, String> thumbnails, Map<Path, String> skipped)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      vectors.close();
    }
  }

  public static void main(String[] args) throws IOException {
    String folder = args.length > 0 ? args[0] : "target/catalogue";
    List<String> texts = args.length > 1 ? List.of(args[1]) : List.of("blue", "yellow", "orange");
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
        Index index = index(titan, Path.of(folder))) {
      int pictures = index.thumbnails().size();
      int skipped = index.skipped().size();
      System.out.println(pictures + " pictures in " + folder + ", " + skipped + " files skipped");
      System.out.println(VECTORS);
      Map<Query, List<Hit>> found = new LinkedHashMap<>();
      for (Query query : queries(texts, List.copyOf(index.thumbnails().keySet()))) {
        List<Hit> hits = search(titan, index, query, ON_PAGE);
        List<String> best = hits.stream().limit(IN_TABLE).map(Hit::caption).toList();
        System.out.printf(
            Locale.ROOT, "%-7s %-24s %s%n", query.kind(), query.words(), String.join("  ", best));
        found.put(query, hits);
      }
      Files.createDirectories(Path.of(PAGE).getParent());
      Files.writeString(Path.of(PAGE), page(folder, index, found), UTF_8);
      System.out.println("page: " + PAGE);
    }
  }

  /** Each text, then the first, middle and last picture, then each text with the first one. */
  static List<Query> queries(List<String> texts, List<Path> pictures) {
    List<Query> queries = new ArrayList<>();
    texts.forEach(text -> queries.add(new Query(text, null)));
    if (!pictures.isEmpty()) {
      int last = pictures.size() - 1;
      for (int i : new TreeSet<>(List.of(0, last / 2, last))) {
        queries.add(new Query(null, pictures.get(i)));
      }
      texts.forEach(text -> queries.add(new Query(text, pictures.get(0))));
    }
    return queries;
  }

  /** Embeds every picture of a folder; a file that is no picture is reported and skipped. */
  static Index index(TitanEmbeddingsAsyncClient titan, Path folder) throws IOException {
    Index index =
        new Index(new ByteBuffersDirectory(), new LinkedHashMap<>(), new LinkedHashMap<>());
    List<BulkItem> items =
        files(folder).stream()
            .map(file -> BulkItem.of(file.toString(), request(new Query(null, file))))
            .toList();
    BulkOptions options =
        BulkOptions.builder().inputOrder(true).listener(ProgressReporter.console()).build();
    try (IndexWriter writer = new IndexWriter(index.vectors(), new IndexWriterConfig());
        Stream<BulkOutcome> outcomes = BulkEmbedder.of(titan, options).start(items).stream()) {
      for (BulkOutcome outcome : (Iterable<BulkOutcome>) outcomes::iterator) {
        Path file = Path.of(outcome.key());
        try {
          writer.addDocument(document(outcome));
          index.thumbnails().put(file, thumbnail(file));
        } catch (CompletionException | InvalidRequestException | ServiceException e) {
          index.skipped().put(file, whyToSkip(e));
          System.err.println("skipped " + file + ": " + index.skipped().get(file));
        }
      }
    }
    return index;
  }

  private static Document document(BulkOutcome outcome) {
    float[] vector =
        outcome.fold(
            embedded -> embedded.response().embedding().toArray(),
            failed -> {
              throw failed.exception();
            });
    Document document = new Document();
    document.add(new KnnFloatVectorField("vector", vector, VectorSimilarityFunction.COSINE));
    document.add(new StoredField("file", outcome.key()));
    return document;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !name(file).startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** What is wrong with a file; a failure that other files would share ends the run. */
  private static String whyToSkip(RuntimeException problem) {
    Throwable why = problem instanceof CompletionException ? problem.getCause() : problem;
    boolean refused =
        why instanceof ServiceException e && e.kind() == ServiceException.Kind.REJECTED;
    if (refused || why instanceof InvalidRequestException) {
      return why.getMessage();
    }
    throw problem;
  }

  private static EmbeddingRequest request(Query query) {
    return EmbeddingRequest.builder()
        .text(query.text())
        .image(query.picture() == null ? null : ImageInput.of(query.picture()))
        .imageFit(ImageFit.DOWNSCALE)
        .outputEmbeddingLength(384)
        .build();
  }

  /** The nearest pictures, the best first, without the query's own. */
  static List<Hit> search(TitanEmbeddingsAsyncClient titan, Index index, Query query, int count)
      throws IOException {
    float[] vector = titan.embed(request(query)).join().embedding().toArray();
    KnnFloatVectorQuery nearest = new KnnFloatVectorQuery("vector", vector, CANDIDATES);
    List<Hit> hits = new ArrayList<>();
    try (DirectoryReader reader = DirectoryReader.open(index.vectors())) {
      IndexSearcher searcher = new IndexSearcher(reader);
      for (ScoreDoc found : searcher.search(nearest, count + 1).scoreDocs) {
        Path file = Path.of(searcher.storedFields().document(found.doc).get("file"));
        if (!file.equals(query.picture()) && hits.size() < count) {
          hits.add(new Hit(file, 2 * found.score - 1)); // Lucene's score is (1 + cosine) / 2
        }
      }
    }
    return hits;
  }

  /** A small view of a picture as a data URI: the library's fitting, to a limit of our own. */
  private static String thumbnail(Path file) throws IOException {
    EmbeddingRequest small =
        EmbeddingRequest.builder()
            .image(ImageInput.of(file))
            .imageFit(ImageFit.DOWNSCALE)
            .limits(Limits.titanMultimodalG1().toBuilder().set(Limit.DOWNSCALED_SIDE, 200).build())
            .build();
    PreparedRequest fitted = PreparedRequest.of(small, Runnable::run).join();
    String format = fitted.image().orElseThrow().formatName().toLowerCase(Locale.ROOT);
    try (InputStream image = fitted.openImage()) {
      String base64 = Base64.getEncoder().encodeToString(image.readAllBytes());
      return "data:image/" + format + ";base64," + base64;
    }
  }

  static String page(String folder, Index index, Map<Query, List<Hit>> found) {
    StringBuilder html = new StringBuilder(HEAD);
    html.append("<h1>Pictures in ").append(escape(folder)).append("</h1>\n");
    html.append("<p>").append(VECTORS).append("</p>\n");
    found.forEach(
        (query, hits) -> {
          html.append("<h2><small>").append(query.kind()).append("</small> ");
          html.append(escape(query.words())).append("</h2>\n<div>\n");
          if (query.picture() != null) {
            html.append(figure("query", index.thumbnails().get(query.picture()), "looked for"));
          }
          for (Hit hit : hits) {
            html.append(figure("hit", index.thumbnails().get(hit.picture()), hit.caption()));
          }
          html.append("</div>\n");
        });
    for (Path file : index.skipped().keySet()) {
      String why = name(file) + ": " + index.skipped().get(file);
      html.append("<p>Skipped ").append(escape(why)).append("</p>\n");
    }
    return html.append("</html>\n").toString();
  }

  private static String figure(String kind, String image, String caption) {
    String tags =
        "<figure class=\"%s\"><img src=\"%s\" alt=\"\"><figcaption>%s</figcaption></figure>\n";
    return tags.formatted(kind, image, escape(caption));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <title>Search images</title>
      <style>
      body { font: 15px system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
      h2 { font-size: 1.1rem; border-top: 1px solid #8886; margin: 1.5rem 0 0.8rem; padding-top: 1rem }
      small { background: #8884; border-radius: 1rem; padding: 0.1rem 0.7rem; font-weight: 400 }
      div { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.8rem }
      figure { margin: 0; font-size: 0.85rem; overflow-wrap: anywhere }
      img { width: 100%; height: 9rem; object-fit: cover; border-radius: 0.5rem }
      .query img { outline: 3px solid #47f; outline-offset: 2px }
      </style>
      """;
}

// Output:
// 78 pictures in target/catalogue, 0 files skipped
// The vectors are a stand-in's: plain colours and shapes, not Titan's.
// text    "blue"                   0.91 sea-06.jpg  0.91 sea-01.png  0.90 sea-02.jpg
// text    "yellow"                 0.72 lemon-02.jpg  0.72 lemon-05.png  0.71 lemon-01.png
// text    "orange"                 0.93 sunset-06.jpg  0.93 sunset-05.png  0.93 sunset-03.png
// picture apple-01.png             1.00 apple-06.jpg  0.99 apple-05.png  0.97 apple-04.jpg
// picture mountain-03.png          0.99 mountain-06.jpg  0.97 mountain-01.png  0.94 mountain-02.jpg
// picture zebra-06.jpg             1.00 zebra-03.png  1.00 zebra-02.jpg  1.00 zebra-01.png
// both    "blue" + apple-01.png    0.84 ball-01.png  0.83 ball-02.jpg  0.83 ball-04.jpg
// both    "yellow" + apple-01.png  0.83 lemon-02.jpg  0.83 lemon-01.png  0.83 lemon-05.png
// both    "orange" + apple-01.png  0.84 orange-02.jpg  0.83 orange-03.png  0.83 orange-05.png
// page: target/search-images.html
