import io.github.titanembeddings.finetune.dataset.DatasetPublisher;
import io.github.titanembeddings.finetune.dataset.PublishedDataset;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.testing.TestImages;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a training set of a folder of pictures with captions in text files beside them. */
public final class BuildDataset {
  public static void main(String[] args) throws IOException {
    Path work = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "build");
    Path folder = draw(work.resolve("pictures"));
    // A folder stands in for Amazon S3.
    ObjectStore store = LocalObjectStore.of("shoes", work.resolve("bucket"));
    // The service asks for 1,000 examples; this is a small show.
    Limits limits =
        Limits.titanMultimodalG1().toBuilder().set(Limit.TRAINING_RECORDS_MIN, 20).build();

    DatasetPublisher builder =
        DatasetPublisher.builder()
            .folder(folder)
            .to(store, "s3://shoes/data/")
            .validationShare(0.25, 42)
            .limits(limits)
            .build();
    PublishedDataset dataset = builder.publish(progress -> System.err.println(progress));
    System.out.println(dataset.summary());
    System.out.println(dataset.training() + " is valid: " + dataset.report().isValid());
    System.out.println("once more: " + builder.publish().summary());
  }

  private static Path draw(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 1; i <= 39; i++) {
      Files.write(folder.resolve(i + ".png"), TestImages.png(300 + i, 256));
      Files.writeString(folder.resolve(i + ".txt"), "a blue and orange shoe, size " + i);
    }
    Files.write(folder.resolve("40.jpg"), TestImages.jpeg(5_000, 1_500)); // made to fit
    Files.writeString(folder.resolve("40.txt"), "a wide shoe");
    Files.write(folder.resolve("41.png"), TestImages.png(100, 100)); // too small, no caption
    return folder;
  }
}

// Output:
// 40 uploaded (510,704 bytes), 0 present, 1 skipped
// s3://shoes/data/train.jsonl is valid: true
// once more: 0 uploaded (0 bytes), 40 present, 1 skipped
