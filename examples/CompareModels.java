import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.evaluation.Metric;
import io.github.titanembeddings.evaluation.RetrievalComparison;
import io.github.titanembeddings.evaluation.RetrievalEvaluation;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.evaluation.TextPair;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * Compares the text side of Titan Multimodal Embeddings G1 with Titan Text Embeddings V2 on the
 * same texts: recall with its confidence interval, and the cost.
 *
 * <p>The stub returns the same vectors for both models, so that recall is equal; the service
 * returns different ones. Use your own texts, and more of them: few texts give wide intervals.
 */
public final class CompareModels {
  private static final List<TextPair> PAIRS =
      List.of(
          new TextPair(
              "red flowers", "Plant the red roses in spring and water them in the evening."),
          new TextPair("yellow blossom", "The yellow sunflower needs a bright place on a balcony."),
          new TextPair("azure wall", "Stir the blue paint before use; two thin coats are enough."),
          new TextPair("green entrance", "A green door looks best with a plain frame."),
          new TextPair("dark hallway", "Black tiles in a dim corridor show every footprint."),
          new TextPair("damp cellar", "Open the windows in winter to keep the basement dry."));

  /** USD per 1,000 tokens in us-east-1; see the price list of your region. */
  private static final BigDecimal MULTIMODAL_PRICE = new BigDecimal("0.0008");

  private static final BigDecimal TEXT_PRICE = new BigDecimal("0.00002");

  public static void main(String[] args) {
    RetrievalEvaluation.Builder builder = RetrievalEvaluation.builder();
    PAIRS.forEach(builder::pair);
    RetrievalEvaluation evaluation = builder.build();
    try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      RetrievalReport multimodal = evaluation.run("Multimodal", titan);
      RetrievalReport texts =
          evaluation.run("Text V2", titan.withModel(ModelId.onDemand(ModelFamily.TEXT_V2)));

      print(multimodal, MULTIMODAL_PRICE);
      print(texts, TEXT_PRICE);
      RetrievalComparison comparison = new RetrievalComparison(multimodal, texts);
      System.out.println("change of recall@1: " + comparison.textToImage(Metric.RECALL_AT_1));
    }
  }

  private static void print(RetrievalReport report, BigDecimal price) {
    Estimate estimate =
        Estimate.of(
            PAIRS.stream().map(p -> BulkItem.of(p.text(), TextEmbeddingRequest.of(p.text()))));
    BigDecimal million = estimate.cost(price, BigDecimal.ZERO).movePointRight(6);
    System.out.printf(
        Locale.ROOT,
        "%-10s  recall@1 %s, MRR %s, %.2f USD per million texts%n",
        report.name(),
        report.textToImage().get(Metric.RECALL_AT_1),
        report.textToImage().get(Metric.MRR),
        million.doubleValue() / PAIRS.size());
  }
}

// Output:
// Multimodal  recall@1 0.833 [0.500, 1.000], MRR 0.861 [0.583, 1.000], 9.47 USD per million texts
// Text V2     recall@1 0.833 [0.500, 1.000], MRR 0.861 [0.583, 1.000], 0.24 USD per million texts
// change of recall@1: 0.000 [0.000, 0.000]
