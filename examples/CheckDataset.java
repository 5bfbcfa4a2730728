import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Validates a training set before a job is billed. */
public final class CheckDataset {
  public static void main(String[] args) throws IOException {
    Path bucket = Path.of(args.length > 0 ? args[0] : "target/example-data/bucket");
    ObjectStore store = LocalObjectStore.of("shop", bucket); // or S3ObjectStore.create()
    Limits limits = // the service requires 1,000 records
        Limits.titanMultimodalG1().toBuilder().set(Limit.TRAINING_RECORDS_MIN, 10).build();
    DatasetReport report =
        DatasetValidator.builder()
            .training(DatasetManifest.fromS3(store, "s3://shop/train.jsonl"))
            .validation(DatasetManifest.fromS3(store, "s3://shop/validation.jsonl"))
            .images(store)
            .limits(limits)
            .build()
            .validate();

    System.out.println("valid: " + report.isValid());
    for (Violation violation : report.violations()) {
      System.out.println(violation.severity() + " " + violation.path() + " " + violation.code());
    }
    Files.writeString(Path.of("target/check-dataset.html"), report.toHtml(store));
  }
}

// Output:
// valid: false
// ERROR train.jsonl line 7: image-ref image.side-too-small
// ERROR train.jsonl line 13: image-ref image.not-found
// ERROR train.jsonl line 14: image-ref image-ref.not-s3-uri
// WARNING train.jsonl line 16: caption caption.blank
// WARNING train.jsonl line 16: image-ref image-ref.duplicate
// WARNING validation.jsonl line 4: image-ref image-ref.leaked
