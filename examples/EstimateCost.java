import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Estimates the cost of embedding the images of a folder with their names. */
public final class EstimateCost {
  /** Sample prices of 1,000 tokens and of an image; see the price list of your region. */
  private static final BigDecimal TOKENS = new BigDecimal("0.0008");

  private static final BigDecimal IMAGE = new BigDecimal("0.00006");
  private static final BigDecimal BATCH_TOKENS = new BigDecimal("0.0004");
  private static final BigDecimal BATCH_IMAGE = new BigDecimal("0.00003");

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    try (Stream<Path> files = Files.list(folder)) {
      Estimate estimate = Estimate.of(files.map(EstimateCost::item));

      System.out.println("items:      " + estimate.items());
      System.out.println("images:     " + estimate.images());
      System.out.println("tokens:     about " + estimate.estimatedTokens());
      System.out.println("rejected:   " + estimate.rejected());
      System.out.println("time:       " + estimate.timeAt(Quota.perMinute(2_000, 300_000)));
      System.out.println("on demand:  " + estimate.cost(TOKENS, IMAGE) + " USD");
      System.out.println("by batch:   " + estimate.cost(BATCH_TOKENS, BATCH_IMAGE) + " USD");
    }
  }

  private static BulkItem item(Path file) {
    String name = file.getFileName().toString();
    EmbeddingRequest request =
        EmbeddingRequest.builder()
            .text(name.replaceAll("[-.].*", ""))
            .image(ImageInput.of(file))
            .build();
    return BulkItem.of(name, request);
  }
}

// Output:
// items:      78
// images:     78
// tokens:     about 138
// rejected:   0
// time:       PT2.34S
// on demand:  0.0047904 USD
// by batch:   0.0023952 USD
