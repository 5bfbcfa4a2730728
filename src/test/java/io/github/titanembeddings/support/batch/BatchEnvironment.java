package io.github.titanembeddings.support.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.batch.BatchEmbedder;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.InvokeHeaders;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.ServiceTier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A stub of the service, a folder as its bucket, and a journal. */
public final class BatchEnvironment implements AutoCloseable {
  public static final S3Uri FOLDER = S3Uri.of("s3://shop/batch");

  /** Jobs of 5 to 20 records. */
  public static final Limits SMALL =
      Limits.titanMultimodalG1().toBuilder()
          .set(Limit.BATCH_RECORDS_MIN, 5)
          .set(Limit.BATCH_RECORDS, 20)
          .build();

  /** Minutes by which the clock advances whenever it is read. */
  public final AtomicLong step = new AtomicLong(10);

  private final AtomicLong minutes = new AtomicLong();
  public final TitanStub stub = TitanStub.start();
  public final LocalObjectStore store;
  public final Path file;
  private final ModelId model;
  public Journal journal;

  public BatchEnvironment(Path folder) {
    this(folder, ModelId.onDemand());
  }

  public BatchEnvironment(Path folder, ModelId model) {
    store = LocalObjectStore.of("shop", folder.resolve("bucket"));
    file = folder.resolve("items.journal");
    assertThat(folder.toFile().isDirectory() || folder.toFile().mkdir()).isTrue();
    stub.fineTuning()
        .clock(() -> Instant.EPOCH.plus(Duration.ofMinutes(minutes.addAndGet(step.get()))));
    stub.batch().store(store).recordQuota(5, 20);
    this.model = model;
    journal = open();
  }

  private Journal open() {
    return Journal.builder(file, model).durability(Journal.Durability.PROCESS).open();
  }

  /** Closes and opens the journal, as a new process does. */
  public void restart() {
    journal.close();
    journal = open();
  }

  public BatchEmbedder.Builder builder() {
    return BatchEmbedder.builder()
        .client(stub.batchClient())
        .store(store)
        .folder(FOLDER)
        .roleArn("arn:aws:iam::123456789012:role/batch")
        .journal(journal)
        .limits(SMALL)
        .waitOptions(new WaitOptions(Duration.ofNanos(1), Duration.ofDays(8)))
        .requests(r -> r.outputEmbeddingLength(256));
  }

  /** Returns items with the keys {@code key 1} to {@code key n}. */
  public static List<BulkItem> items(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(BatchEnvironment::item).toList();
  }

  public static BulkItem item(int number) {
    return BulkItem.of("key " + number, EmbeddingRequest.ofText("shoe " + number));
  }

  /** Returns an {@link #item} with headers for an on-demand call. */
  public static BulkItem itemWithHeaders(int number) {
    InvokeHeaders headers =
        InvokeHeaders.ofMetadata(Map.of("team", "search"))
            .withServiceTier(ServiceTier.DEFAULT)
            .withTrace(InvokeHeaders.Trace.ENABLED);
    return BulkItem.of(
        "key " + number,
        EmbeddingRequest.builder().text("shoe " + number).headers(headers).build());
  }

  public static List<String> keys(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(i -> "key " + i).toList();
  }

  public static List<String> keys(List<BulkOutcome> outcomes) {
    return outcomes.stream().map(BulkOutcome::key).toList();
  }

  /** Returns the number of files in each folder below the run's folder. */
  public Map<String, Integer> folders() {
    Map<String, Integer> count = new TreeMap<>();
    for (ObjectInfo object : objects()) {
      String[] parts = object.uri().key().split("/", -1);
      count.merge(parts[2] + "/" + parts[3], 1, Integer::sum);
    }
    return count;
  }

  public List<ObjectInfo> objects() {
    return store.list(FOLDER, null).join().objects();
  }

  /** Returns the names of the jobs that exist. */
  public List<String> jobs() {
    List<String> names = new ArrayList<>();
    stub.batchClient().list().forEach(job -> names.add(job.jobName()));
    return names;
  }

  /** Returns the numbers of records of the jobs that exist. */
  public List<Long> recordsOfJobs() {
    try (Stream<BatchJob> jobs = stub.batchClient().list()) {
      return jobs.map(
              job -> stub.batchClient().describe(job.jobArn()).totalRecordCount().orElseThrow())
          .toList();
    }
  }

  public static BulkOutcome.Embedded embedded(BulkOutcome outcome) {
    return (BulkOutcome.Embedded) outcome;
  }

  @Override
  public void close() {
    journal.close();
    stub.close();
  }
}
