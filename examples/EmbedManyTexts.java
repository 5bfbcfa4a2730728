import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.model.TextOverflow;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Embeds many texts at the account's quota, with one outcome each, in input order. */
public final class EmbedManyTexts {
  private static final int TEXTS = 200;

  public static void main(String[] args) {
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      BulkOptions options =
          BulkOptions.builder()
              .quota(Quota.perMinute(60_000, 9_000_000)) // requests and tokens per minute
              .failureBudgetPercent(5)
              .inputOrder(true)
              .build();
      Stream<BulkItem> texts =
          IntStream.range(0, TEXTS)
              .mapToObj(
                  i ->
                      BulkItem.of(
                          "product-" + i,
                          titan
                              .requestBuilder()
                              .text("running shoe of size " + i)
                              .textOverflow(TextOverflow.TRUNCATE)
                              .outputEmbeddingLength(256)
                              .build()));

      BulkSummary summary = BulkEmbedder.of(titan, options).embed(texts, outcome -> store(outcome));

      System.out.println(summary.totals().embedded() + " texts embedded");
      System.out.println(summary.totals().failed() + " failed");
    }
  }

  private static void store(BulkOutcome outcome) {
    String line =
        outcome.fold(
            embedded ->
                embedded.key() + ": " + embedded.response().embedding().length() + " floats",
            failed -> failed.key() + ": " + failed.exception().getMessage());
    if (line.startsWith("product-99:")) {
      System.out.println(line);
    }
  }
}

// Output:
// product-99: 256 floats
// 200 texts embedded
// 0 failed
