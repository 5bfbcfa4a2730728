import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.TextSegment;
import io.github.titanembeddings.model.TextSplitter;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Splits documents, embeds the segments with Titan Text Embeddings V2, and searches them. */
public final class EmbedDocuments {
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "garden.txt",
          """
          Plant the red roses in spring. Water them in the evening.

          The yellow sunflower needs a bright place. Turn the pot once a week.
          """,
          "paint.txt",
          """
          Stir the blue paint before use. Two thin coats are better than a thick one.

          A green door looks best with a white frame.
          """);

  public static void main(String[] args) {
    TextSplitter splitter = new TextSplitter(20, 5); // tokens; small to keep the example short
    Stream<BulkItem> segments =
        DOCUMENTS.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .flatMap(document -> splitter.split(document.getKey(), document.getValue()).stream())
            .map(s -> BulkItem.of(s.key(), TextEmbeddingRequest.of(s.text())));
    Map<String, Embedding> index = new ConcurrentHashMap<>();
    try (TitanEmbeddingsAsyncClient texts =
        TitanEmbeddingsAsyncClient.builder()
            .modelId(ModelId.onDemand(ModelFamily.TEXT_V2))
            .build()) {
      BulkEmbedder.of(texts, BulkOptions.builder().build())
          .embed(segments, outcome -> add(outcome, index));
      System.out.println(index.size() + " segments");
      for (String question : new String[] {"yellow flower", "blue coats", "a green entrance"}) {
        Embedding query = texts.embedText(r -> r.text(question)).join().embedding();
        cite(question, query, index);
      }
    }
  }

  private static void add(BulkOutcome outcome, Map<String, Embedding> index) {
    if (outcome instanceof BulkOutcome.Embedded embedded) {
      index.put(embedded.key(), embedded.response().embedding());
    } else if (outcome instanceof BulkOutcome.Failed failed) {
      System.out.println(failed.key() + ": " + failed.exception().getMessage());
    }
  }

  private static void cite(String question, Embedding query, Map<String, Embedding> index) {
    String best =
        index.keySet().stream()
            .max(Comparator.comparingDouble(key -> query.cosine(index.get(key))))
            .orElseThrow();
    TextSegment cited = TextSegment.fromKey(best, DOCUMENTS::get);
    System.out.println(question + ": " + cited.key());
    System.out.println("  \"" + cited.text().replaceAll("\\s+", " ") + "\"");
  }
}

// Output:
// 4 segments
// yellow flower: garden.txt#37-127
//   "them in the evening. The yellow sunflower needs a bright place. Turn the pot once a week."
// blue coats: paint.txt#0-75
//   "Stir the blue paint before use. Two thin coats are better than a thick one."
// a green entrance: paint.txt#58-120
//   "than a thick one. A green door looks best with a white frame."
