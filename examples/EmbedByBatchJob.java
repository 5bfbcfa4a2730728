import io.github.titanembeddings.batch.BatchEmbedder;
import io.github.titanembeddings.batch.BatchInferenceClient;
import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.BatchListener;
import io.github.titanembeddings.batch.BatchPlan;
import io.github.titanembeddings.batch.BatchReadReport;
import io.github.titanembeddings.batch.BatchSummary;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Embeds the images of a folder, and their names, by one batch job in place of a call each. */
public final class EmbedByBatchJob {
  private static final Duration PAUSE = Duration.parse(System.getProperty("pollInterval", "PT1M"));
  private static final String ROLE = "arn:aws:iam::123456789012:role/batch"; // your own

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "target/catalog");
    Path file = Files.createDirectories(Path.of("target/batch-job")).resolve("batch.journal");
    Files.deleteIfExists(file); // for this demonstration only
    Files.deleteIfExists(Path.of(file + ".lock"));

    List<BulkItem> items = items(folder);
    BatchPlan plan = BatchPlan.of(items, Limits.titanMultimodalG1(), 512);
    System.out.println("planned: " + plan.jobs().size() + " job, " + plan.files() + " file");

    try (BatchInferenceClient client = BatchInferenceClient.create();
        ObjectStore s3 = S3ObjectStore.create();
        Journal journal = Journal.open(file, ModelId.onDemand())) {
      BatchEmbedder batch =
          BatchEmbedder.builder()
              .client(client)
              .store(s3)
              .folder(S3Uri.of("s3://images/batch")) // your own bucket
              .roleArn(ROLE)
              .journal(journal)
              .requests(r -> r.outputEmbeddingLength(384))
              .waitOptions(new WaitOptions(PAUSE, Duration.ofDays(8)))
              .listener(new Progress())
              .build();

      BatchSummary summary = batch.embed(items, outcome -> {}); // resumes if it was killed

      System.out.println("embedded: " + summary.embedded() + ", failed: " + summary.failed());
      System.out.println(
          journal
              .outcome(items.get(0).key())
              .orElseThrow()
              .<String>fold(
                  embedded -> embedded.response().embedding().length() + " floats",
                  failed -> failed.exception().getMessage()));
      batch.cleanUp(); // deletes what it wrote to S3
    }
  }

  private static List<BulkItem> items(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().flatMap(EmbedByBatchJob::itemsOf).toList();
    }
  }

  private static Stream<BulkItem> itemsOf(Path file) {
    String name = file.getFileName().toString();
    return Stream.of(
        BulkItem.of("image " + name, EmbeddingRequest.ofImage(ImageInput.of(file))),
        BulkItem.of("text " + name, EmbeddingRequest.ofText(name.replaceAll("[-.]", " "))));
  }

  private static final class Progress implements BatchListener {
    @Override
    public void onUploaded(BatchInput input) {
      System.out.println("uploaded: " + input.records() + " records");
    }

    @Override
    public void onRead(BatchInput input, BatchReadReport report) {
      System.out.println(
          "read: " + report.embedded() + " vectors, " + report.missing() + " missing");
    }
  }
}

// Output:
// planned: 1 job, 1 file
// uploaded: 156 records
// read: 156 vectors, 0 missing
// embedded: 156, failed: 0
// 384 floats
