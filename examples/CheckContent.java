import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.evaluation.AgreementReport;
import io.github.titanembeddings.evaluation.CaptionAgreement;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetRepair;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.RepairResult;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds copies, empty images, bad captions and swapped captions in a valid training set. */
public final class CheckContent {
  /** Sample prices of 1,000 tokens and of an image; see the price list of your region. */
  private static final BigDecimal TOKENS = new BigDecimal("0.0008");

  private static final BigDecimal IMAGE = new BigDecimal("0.00006");

  public static void main(String[] args) throws IOException {
    Path bucket = Path.of(args.length > 0 ? args[0] : "target/example-data/content");
    ObjectStore store = LocalObjectStore.of("images", bucket); // or S3ObjectStore.create()
    Limits limits = // the service requires 1,000 records
        Limits.titanMultimodalG1().toBuilder().set(Limit.TRAINING_RECORDS_MIN, 10).build();
    DatasetValidator validator =
        DatasetValidator.builder()
            .training(DatasetManifest.fromS3(store, "s3://images/train.jsonl"))
            .validation(DatasetManifest.fromS3(store, "s3://images/validation.jsonl"))
            .images(store)
            .limits(limits)
            .contentChecks() // or some of them: contentChecks(EnumSet.of(ContentCheck.COPIES))
            .build();
    DatasetReport report = validator.validate();
    System.out.println("valid: " + report.isValid());
    Map<String, Long> warnings = report.counts(Severity.WARNING);
    warnings.forEach((code, count) -> System.out.println(count + " " + code));
    Files.writeString(Path.of("target/check-content.html"), report.toHtml(store));

    DatasetRepair repair =
        DatasetRepair.builder(validator)
            .stripHtml(true)
            .dropWarnings(warnings.keySet().toArray(String[]::new))
            .build();
    RepairResult result = repair.repair(Files.createTempDirectory(Path.of("target"), "repair"));
    System.out.println(result);
    System.out.println("warnings left: " + result.report().count(Severity.WARNING));

    CaptionAgreement agreement = CaptionAgreement.of(DatasetManifest.of(result.training()), store);
    System.out.println("agreement costs " + agreement.estimate().cost(TOKENS, IMAGE) + " USD");
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      AgreementReport captions = agreement.run(titan, BulkOptions.defaults());
      System.out.println("lowest: " + captions.lowest().get(0));
      Files.writeString(Path.of("target/check-captions.html"), captions.toHtml(store));
    }
  }
}

// Output:
// valid: true
// 2 caption.contradictory
// 1 caption.file-name
// 1 caption.html
// 1 caption.not-english
// 1 caption.one-word
// 1 caption.placeholder
// 1 caption.url
// 1 image.blurred
// 1 image.low-detail
// 2 image.near-duplicate
// 1 image.near-leaked
// 1 image.transparent
// 1 image.uniform
// RepairResult[dropped {TRAINING=12, VALIDATION=1}, new images 0, new captions 1, moved 0]
// warnings left: 0
// agreement costs 0.0021448 USD
// lowest: line 33: 0.000 s3://images/swapped.png "a round yellow lemon"
