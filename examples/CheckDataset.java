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
    report.violations().stream().map(Violation::message).forEach(System.out::println);
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
// train.jsonl line 7: image-ref: 200 x 300 pixels, allowed is at least 256 pixels on each side; use
// a larger image; another page of AWS names 128 pixels, which is reached only by changing
// TRAINING_IMAGE_SIDE_MIN of Limits (image.side-too-small)
// train.jsonl line 13: image-ref: s3://shop/images/20.png: not found; correct the URI, or upload it
// (image.not-found)
// train.jsonl line 14: image-ref: "https://shop.example/1.png", allowed is s3://bucket/key with a
// bucket of 3 to 63 lower-case letters, digits, dots and hyphens and a key of 1 to 1,024 bytes; put
// the image into S3 and name it by its URI (image-ref.not-s3-uri)
// train.jsonl line 16: caption: a caption of 0 characters, none to be seen; describe the image: an
// empty caption is allowed, but teaches nothing (caption.blank)
// train.jsonl line 16: image-ref: the image-ref of train.jsonl line 2, allowed is each image once;
// remove one: it counts twice while the model learns (image-ref.duplicate)
// validation.jsonl line 4: image-ref: the image-ref of train.jsonl line 15, allowed is no image in
// both manifests; remove one: a model is not measured by what it has learnt from (image-ref.leaked)
