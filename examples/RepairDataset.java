import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetRepair;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.RepairResult;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Repairs a training set: drops invalid lines, downscales images and adds captions. */
public final class RepairDataset {
  public static void main(String[] args) throws IOException {
    Path bucket = Path.of(args.length > 0 ? args[0] : "target/example-data/shoes");
    ObjectStore store = LocalObjectStore.of("shoes", bucket); // or S3ObjectStore.create()
    Path output = Files.createTempDirectory(Path.of("target"), "repair").resolve("repaired");

    DatasetValidator validator =
        DatasetValidator.builder()
            .training(DatasetManifest.of(bucket.resolve("train.jsonl")))
            .images(store)
            .build();
    DatasetRepair repair =
        DatasetRepair.builder(validator)
            .repairedImages("s3://shoes/repaired/")
            .captions((example, problems) -> "a large shoe")
            .build();
    RepairResult result = repair.repair(output);

    for (String line : Files.readAllLines(result.training())) {
      System.out.println(line.replaceAll("repaired/[0-9a-f]+", "repaired/..."));
    }
    System.out.println("dropped: " + result.droppedLines(DatasetRole.TRAINING));
    System.out.println("reasons: " + result.dropped().getFileName());
    for (Violation left : result.report().violations()) {
      System.out.println("left: " + left.path() + ": " + left.code());
    }
  }
}

// Output:
// {"image-ref": "s3://shoes/1.png", "caption": "a red shoe"}
// {"image-ref":"s3://shoes/repaired/....jpg","caption":"a large shoe"}
// dropped: 2
// reasons: dropped.jsonl
// left: train.jsonl: records.too-few
// left: validation: file.missing
