package io.github.titanembeddings.batch;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A process that embeds items by two batch jobs and prints each of its steps. */
final class BatchCrashChild {
  static final int ITEMS = 72;
  static final int JOBS = 2;

  /** Two parts of a multipart upload for each job. */
  private static final int IMAGE_BYTES = 200_000;

  private BatchCrashChild() {}

  static String key(int item) {
    return "key " + item;
  }

  /** Arguments: the endpoints of S3 and Bedrock, and the path of the journal. */
  public static void main(String[] args) {
    run(args[0], args[1], Path.of(args[2]), BatchCrashChild::print);
  }

  /** Embeds the items, or resumes; passes on each step. */
  static void run(String s3Endpoint, String bedrock, Path file, Consumer<String> steps) {
    Limits limits =
        Limits.titanMultimodalG1().toBuilder()
            .set(Limit.BATCH_RECORDS_MIN, 5)
            .set(Limit.BATCH_RECORDS, 40)
            .build();
    try (S3AsyncClient s3 = S3Server.client(s3Endpoint);
        BatchInferenceClient client =
            BatchInferenceClient.builder()
                .endpointOverride(URI.create(bedrock))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        Journal journal =
            Journal.builder(file, ModelId.onDemand())
                .durability(Journal.Durability.PROCESS)
                .open()) {
      BatchEmbedder.builder()
          .client(client)
          .store(S3ObjectStore.of(s3))
          .folder(S3Uri.of("s3://images/crash"))
          .roleArn("arn:aws:iam::123456789012:role/batch")
          .journal(journal)
          .limits(limits)
          .requests(r -> r.outputEmbeddingLength(256))
          .waitOptions(new WaitOptions(Duration.ofMillis(30), Duration.ofDays(8)))
          .listener(new Steps(steps))
          .build()
          .embed(
              () -> items(steps).iterator(), outcome -> steps.accept("outcome " + shown(outcome)));
    }
    steps.accept("end");
  }

  private static String shown(BulkOutcome outcome) {
    return outcome.fold(
        BulkOutcome::key, failed -> failed.key() + " failed: " + failed.exception().getMessage());
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static Stream<BulkItem> items(Consumer<String> steps) {
    byte[] template = BatchBenchmark.image(IMAGE_BYTES);
    return Stream.iterate(1, i -> i + 1)
        .limit(ITEMS)
        .map(
            i -> {
              steps.accept("item " + i);
              byte[] image = template.clone();
              ByteBuffer.wrap(image, 6, Integer.BYTES).putInt(i);
              return BulkItem.of(key(i), EmbeddingRequest.ofImage(ImageInput.of(image)));
            });
  }

  private record Steps(Consumer<String> steps) implements BatchListener {
    @Override
    public void onUploaded(BatchInput input) {
      steps.accept("uploaded " + input.number());
    }

    @Override
    public void onProgress(BatchInput input, BatchJob job) {
      steps.accept("job " + input.number() + " " + job.statusAsString());
    }

    @Override
    public void onRead(BatchInput input, BatchReadReport report) {
      steps.accept("read " + input.number());
    }
  }
}
