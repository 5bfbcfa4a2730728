import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetRepair;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.RepairResult;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.TestImages;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a broken training set good: drops lines, makes an image smaller, asks for a caption. */
public final class MendDataset {
  public static void main(String[] args) throws IOException {
    Path work = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "mend");
    // A folder stands in for Amazon S3.
    ObjectStore store = LocalObjectStore.of("shoes", work.resolve("bucket"));
    store.write(S3Uri.of("s3://shoes/1.png"), TestImages.png(640, 480)).join();
    store.write(S3Uri.of("s3://shoes/2.jpg"), TestImages.jpeg(5_000, 2_500)).join();
    store.write(S3Uri.of("s3://shoes/3.png"), TestImages.png(100, 100)).join();
    Path training =
        Files.writeString(
            work.resolve("broken.jsonl"),
            """
            {"image-ref": "s3://shoes/1.png", "caption": "a red shoe"}
            {"image-ref": "s3://shoes/2.jpg"}
            {"image-ref": "s3://shoes/3.png", "caption": "a blue shoe"}
            {"image-ref": "s3://shoes/4.png", "caption": "a green shoe"
            """);

    DatasetRepair mender =
        DatasetRepair.builder()
            .training(DatasetManifest.of(training))
            .images(store)
            .repairedImages("s3://shoes/mended/")
            .captions((example, problems) -> "a large shoe")
            .build();
    RepairResult result = mender.repair(work.resolve("mended"));

    for (String line : Files.readAllLines(result.training())) {
      System.out.println(line.replaceAll("mended/[0-9a-f]+", "mended/..."));
    }
    System.out.println("dropped: " + result.droppedLines(DatasetRole.TRAINING));
    System.out.println("why: " + work.relativize(result.dropped()));
    for (Violation left : result.report().violations()) {
      System.out.println("left: " + left.path() + ": " + left.code());
    }
  }
}

// Output:
// {"image-ref": "s3://shoes/1.png", "caption": "a red shoe"}
// {"image-ref":"s3://shoes/mended/....jpg","caption":"a large shoe"}
// dropped: 2
// why: mended/dropped.jsonl
// left: train.jsonl: records.too-few
// left: validation: file.missing
