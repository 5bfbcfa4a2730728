import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the text side of Titan Multimodal Embeddings G1 with Titan Text Embeddings V2 on the
 * same texts: how many queries find their text first, and the cost. Use your own texts: these are
 * few, and the stub returns the same vectors for both models.
 */
public final class CompareModels {
  private record Pair(String query, String text) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("red flowers", "Plant the red roses in spring and water them in the evening."),
          new Pair("yellow blossom", "The yellow sunflower needs a bright place on the balcony."),
          new Pair("azure wall", "Stir the blue paint before use; two thin coats are enough."),
          new Pair("green entrance", "A green door looks best with a plain frame."),
          new Pair("dark hallway", "Black tiles in a dim corridor show every footprint."));

  /** USD per 1,000 tokens in us-east-1; see the price list of your region. */
  private static final BigDecimal MULTIMODAL_PRICE = new BigDecimal("0.0008");

  private static final BigDecimal TEXT_PRICE = new BigDecimal("0.00002");

  public static void main(String[] args) {
    try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      compare("Multimodal G1", titan, MULTIMODAL_PRICE);
      compare("Text V2", titan.withModel(ModelId.onDemand(ModelFamily.TEXT_V2)), TEXT_PRICE);
    }
  }

  private static void compare(String name, TitanEmbeddingsClient titan, BigDecimal price) {
    List<Embedding> texts = new ArrayList<>();
    List<Embedding> queries = new ArrayList<>();
    long tokens = 0;
    for (Pair pair : PAIRS) {
      tokens += embed(titan, pair.text(), texts);
      tokens += embed(titan, pair.query(), queries);
    }
    int found = 0;
    for (int i = 0; i < PAIRS.size(); i++) {
      found += nearest(queries.get(i), texts) == i ? 1 : 0;
    }
    BigDecimal millionTexts = // price of 1,000,000 texts like these
        price.multiply(BigDecimal.valueOf(tokens * 1_000 / (2L * PAIRS.size())));
    System.out.printf(
        Locale.ROOT,
        "%-13s  recall@1 %.2f, %d tokens, %.2f USD for a million texts%n",
        name,
        (double) found / PAIRS.size(),
        tokens,
        millionTexts);
  }

  private static long embed(TitanEmbeddingsClient titan, String text, List<Embedding> vectors) {
    EmbeddingResponse response = titan.embed(titan.textRequest().text(text).build());
    vectors.add(response.embedding());
    return response.inputTextTokenCount().orElse(0);
  }

  private static int nearest(Embedding query, List<Embedding> texts) {
    int best = 0;
    for (int i = 1; i < texts.size(); i++) {
      best = query.cosine(texts.get(i)) > query.cosine(texts.get(best)) ? i : best;
    }
    return best;
  }
}

// Output:
// Multimodal G1  recall@1 1.00, 82 tokens, 6.56 USD for a million texts
// Text V2        recall@1 1.00, 82 tokens, 0.16 USD for a million texts
