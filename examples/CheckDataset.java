import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds what is wrong with a training set before a job is paid for; here a folder is the bucket.
 */
public final class CheckDataset {
  public static void main(String[] args) throws IOException {
    Path folder =
        Files.createDirectories(Path.of(args.length > 0 ? args[0] : "target/check-dataset"));
    LocalObjectStore store = LocalObjectStore.of("shop", folder);
    writeBrokenSet(store, folder);

    Limits fewer =
        Limits.titanMultimodalG1().toBuilder().set(Limit.TRAINING_RECORDS_MIN, 10).build();
    DatasetReport report =
        DatasetValidator.builder()
            .training(DatasetManifest.fromS3(store, "s3://shop/train.jsonl"))
            .validation(DatasetManifest.fromS3(store, "s3://shop/validation.jsonl"))
            .images(store)
            .limits(fewer)
            .build()
            .validate();

    System.out.println("valid: " + report.isValid());
    for (Violation violation : report.violations()) {
      System.out.println(violation.severity() + " " + violation.path() + " " + violation.code());
    }
    Files.writeString(folder.resolve("report.html"), report.toHtml(store));
    Files.writeString(folder.resolve("report.json"), report.toJson());
  }

  private static void writeBrokenSet(LocalObjectStore store, Path folder) throws IOException {
    try (ManifestWriter train = ManifestWriter.to(folder.resolve("train.jsonl"));
        ManifestWriter validation = ManifestWriter.to(folder.resolve("validation.jsonl"))) {
      for (int i = 0; i < 20; i++) {
        int width = i == 6 ? 200 : 300 + i;
        String uri = "s3://shop/images/" + i + ".png";
        store.write(S3Uri.of(uri), TestImages.png(width, 300)).join();
        (i < 12 ? train : validation).write(TrainingExample.of(uri, "product number " + i));
      }
      train.write(TrainingExample.of("s3://shop/images/20.png", "a picture that is not there"));
      train.write(TrainingExample.of("https://shop.example/1.png", "a picture on the web"));
      train.write(TrainingExample.of("s3://shop/images/15.png", "one that is for validation"));
      train.write(TrainingExample.of("s3://shop/images/1.png", ""));
    }
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
