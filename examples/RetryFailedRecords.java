import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.batch.BatchEmbedder;
import io.github.titanembeddings.batch.BatchInferenceClient;
import io.github.titanembeddings.batch.BatchSummary;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Retries the records that a batch job did not process: by another job while they are enough for
 * one, the rest by on-demand calls.
 */
public final class RetryFailedRecords {
  private static final Duration PAUSE = Duration.parse(System.getProperty("pollInterval", "PT1M"));
  private static final String ROLE = "arn:aws:iam::123456789012:role/batch"; // your own

  public static void main(String[] args) throws IOException {
    Path file = Files.createDirectories(Path.of("target/batch-retry")).resolve("batch.journal");
    Files.deleteIfExists(file); // for this demonstration only
    Files.deleteIfExists(Path.of(file + ".lock"));
    List<BulkItem> items =
        IntStream.rangeClosed(1, 400)
            .mapToObj(i -> BulkItem.of("sku " + i, EmbeddingRequest.ofText("running shoe " + i)))
            .toList();

    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
        BatchInferenceClient client = BatchInferenceClient.create();
        ObjectStore s3 = S3ObjectStore.create();
        Journal journal = Journal.open(file, titan.modelId())) {
      BatchEmbedder batch =
          BatchEmbedder.builder()
              .client(client)
              .store(s3)
              .folder(S3Uri.of("s3://images/batch")) // your own bucket
              .roleArn(ROLE)
              .journal(journal)
              .waitOptions(new WaitOptions(PAUSE, Duration.ofDays(8)))
              .build();
      print("first job", batch.embed(items, outcome -> {}));

      long minimum = Limits.titanMultimodalG1().get(Limit.BATCH_RECORDS_MIN);
      if (journal.failed() >= minimum) {
        print("second job", batch.resubmitFailed(outcome -> {}));
      }
      System.out.println("left: " + journal.failed());

      BulkOptions options = BulkOptions.builder().journal(journal).build();
      BulkEmbedder.of(titan, options).embed(items, outcome -> {}); // sends only what is left
      System.out.println("embedded: " + journal.embedded() + ", failed: " + journal.failed());
    }
  }

  private static void print(String name, BatchSummary summary) {
    System.out.println(name + ": " + summary.embedded() + " of " + outcomes(summary));
  }

  private static long outcomes(BatchSummary summary) {
    return summary.embedded() + summary.failed();
  }
}

// Output:
// first job: 100 of 400
// second job: 270 of 300
// left: 30
// embedded: 400, failed: 0
