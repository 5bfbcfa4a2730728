import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkRun;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.ProgressReporter;
import io.github.titanembeddings.bulk.ResultWriter;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Embeds the images of a folder into a journal, stops, resumes, and indexes them with Lucene. */
public final class EmbedCatalog {
  private static final int DIMENSIONS = 384;

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    Path work = Files.createDirectories(Path.of("target/embed-catalog"));
    Path file = work.resolve("images.journal");
    Files.deleteIfExists(file); // for this demonstration only
    Files.deleteIfExists(Path.of(file + ".lock"));

    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      try (Journal journal = Journal.open(file, titan.modelId());
          BulkRun run = embedder(titan, journal).start(images(folder));
          Stream<BulkOutcome> outcomes = run.stream()) {
        System.out.println("stopped after " + outcomes.limit(30).count() + " images");
      }

      try (Journal journal = Journal.open(file, titan.modelId())) {
        BulkSummary summary = embedder(titan, journal).embed(images(folder), outcome -> {});
        System.out.println("embedded: " + journal.embedded() + ", failed: " + journal.failed());
        System.out.println("reused: " + (summary.totals().reused() >= 30));
        write(journal, work.resolve("vectors.npy"), work.resolve("keys.jsonl"));
        try (Directory index = FSDirectory.open(work.resolve("index"))) {
          index(journal, index);
          Embedding blue =
              titan.embed(r -> r.text("blue").outputEmbeddingLength(DIMENSIONS)).join().embedding();
          System.out.println("blue: " + String.join(" ", nearest(index, blue, 3)));
        }
      }
    }
  }

  private static BulkEmbedder embedder(TitanEmbeddingsAsyncClient titan, Journal journal) {
    BulkOptions options =
        BulkOptions.builder().journal(journal).listener(ProgressReporter.console()).build();
    return BulkEmbedder.of(titan, options);
  }

  private static List<BulkItem> images(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(EmbedCatalog::item).toList();
    }
  }

  private static BulkItem item(Path image) {
    EmbeddingRequest request =
        EmbeddingRequest.builder()
            .image(ImageInput.of(image))
            .imageFit(ImageFit.DOWNSCALE)
            .outputEmbeddingLength(DIMENSIONS)
            .build();
    return BulkItem.of(image.getFileName().toString(), request);
  }

  /** Writes NumPy vectors and, beside them, the keys and failures. */
  private static void write(Journal journal, Path vectors, Path keys) {
    try (ResultWriter results = ResultWriter.npy(vectors, keys);
        Stream<BulkOutcome> outcomes = journal.outcomes()) {
      outcomes.forEach(results::write);
      results.finish();
    }
  }

  private static void index(Journal journal, Directory index) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig().setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    try (IndexWriter writer = new IndexWriter(index, config);
        Stream<BulkOutcome> outcomes = journal.outcomes()) {
      for (Iterator<BulkOutcome> all = outcomes.iterator(); all.hasNext(); ) {
        if (all.next() instanceof BulkOutcome.Embedded embedded) {
          float[] vector = embedded.response().embedding().toArray();
          Document document = new Document();
          document.add(new StringField("key", embedded.key(), Field.Store.YES));
          document.add(new KnnFloatVectorField("vector", vector, VectorSimilarityFunction.COSINE));
          writer.addDocument(document);
        }
      }
    }
  }

  private static List<String> nearest(Directory index, Embedding query, int count)
      throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(index)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      KnnFloatVectorQuery nearest = new KnnFloatVectorQuery("vector", query.toArray(), 100);
      ScoreDoc[] found = searcher.search(nearest, count).scoreDocs;
      String[] keys = new String[found.length];
      for (int i = 0; i < found.length; i++) {
        keys[i] = searcher.storedFields().document(found[i].doc).get("key");
      }
      return List.of(keys);
    }
  }
}

// Output:
// stopped after 30 images
// embedded: 78, failed: 0
// reused: true
// blue: sea-06.jpg sea-01.png sea-02.jpg
