import io.github.titanembeddings.finetune.dataset.DatasetPublisher;
import io.github.titanembeddings.finetune.dataset.PublishedDataset;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Publishes a folder of images, with captions in text files beside them, as a training set. */
public final class PublishDataset {
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/example-data/products");
    Path bucket = Files.createTempDirectory(Path.of("target"), "bucket");
    ObjectStore store = LocalObjectStore.of("shoes", bucket); // or S3ObjectStore.create()
    Limits limits = // the service requires 1,000 records
        Limits.titanMultimodalG1().toBuilder().set(Limit.TRAINING_RECORDS_MIN, 20).build();

    DatasetPublisher publisher =
        DatasetPublisher.builder()
            .folder(folder)
            .to(store, "s3://shoes/data/")
            .validationShare(0.25, 42)
            .limits(limits)
            .build();
    PublishedDataset dataset = publisher.publish(progress -> System.err.println(progress));
    System.out.println(dataset.summary());
    System.out.println(dataset.training() + " is valid: " + dataset.report().isValid());
    System.out.println("again: " + publisher.publish().summary()); // uploads only what changed
  }
}

// Output:
// 40 uploaded (510,704 bytes), 0 present, 1 skipped
// s3://shoes/data/train.jsonl is valid: true
// again: 0 uploaded (0 bytes), 40 present, 1 skipped
