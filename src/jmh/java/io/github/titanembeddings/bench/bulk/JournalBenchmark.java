package io.github.titanembeddings.bench.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Measures a journal at its default durability with vectors of 1,024 floats: the writer alone, bulk
 * runs over an instant transport, then the resumed run in which all are recorded, and the heap in
 * use. Arguments: the number of items (1,000,000) and the file. Run it with {@code -Xmx128m} to
 * show that the heap does not grow with the items.
 */
public final class JournalBenchmark {
  private JournalBenchmark() {}

  public static void main(String[] args) throws IOException {
    int items = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    Path file =
        args.length > 1
            ? Path.of(args[1])
            : Files.createTempDirectory("journal-benchmark").resolve("items.journal");
    InvokeReply reply =
        InvokeReply.ofJson(
            "{\"embedding\":[0.5" + ",0.25".repeat(1_023) + "],\"inputTextTokenCount\":3}");
    ExecutorService service = Executors.newSingleThreadExecutor();
    try (TitanEmbeddingsAsyncClient titan =
        TitanEmbeddingsAsyncClient.builder()
            .transport(call -> CompletableFuture.supplyAsync(() -> reply, service))
            .build()) {
      write(file.resolveSibling("writer.journal"), titan.modelId(), 50_000);
      run("first run", titan, file, items);
      System.out.printf("size:        %,d MB%n", Files.size(file) / 1_000_000);
      run("resumed run", titan, file, items);
    } finally {
      service.shutdown();
      if (args.length < 2) {
        try (Stream<Path> files = Files.list(file.getParent())) {
          for (Iterator<Path> all = files.iterator(); all.hasNext(); ) {
            Files.delete(all.next());
          }
        }
        Files.delete(file.getParent());
      }
    }
  }

  /** Claims, records and commits outcomes in groups as a run with 64 calls in flight does. */
  private static void write(Path file, ModelId modelId, int items) {
    float[] vector = new float[1_024];
    Arrays.fill(vector, 0.25f);
    EmbeddingResponse response =
        EmbeddingResponse.builder().embedding(Embedding.of(vector)).build();
    long start = System.nanoTime();
    try (OutcomeLog store = OutcomeLog.open(file, modelId.toString(), modelId, true, false, 0)) {
      store.begin(modelId);
      for (int i = 1; i <= items; i++) {
        String key = "key " + i;
        byte[] sha256 = Sha256.digest().digest(key.getBytes(UTF_8));
        ContentHash hash = new ContentHash(ByteBuffer.wrap(sha256));
        store.claim(key, hash, vector.length);
        store.record(key, hash, new BulkOutcome.Embedded(key, response));
        if (i % 64 == 0 || i == items) {
          store.commit();
        }
      }
      store.end();
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf("writer:      %,d outcomes: %,d/s%n", items, items * 1_000L / millis);
  }

  private static void run(String name, TitanEmbeddingsAsyncClient titan, Path file, int items) {
    long start = System.nanoTime();
    BulkSummary summary;
    try (Journal journal = Journal.open(file, titan.modelId())) {
      BulkOptions options =
          BulkOptions.builder()
              .journal(journal)
              .quota(Quota.perMinute(1e9, 1e12))
              .maxInFlight(128)
              .build();
      Stream<BulkItem> source =
          Stream.iterate(0, i -> i + 1)
              .limit(items)
              .map(i -> BulkItem.of("key " + i, EmbeddingRequest.ofText("text " + i)));
      summary = BulkEmbedder.of(titan, options).embed(source, outcome -> {});
      System.gc();
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "%-12s %,d items in %d s: %,d/s, %,d reused, %,d MB of heap%n",
        name + ":",
        summary.totals().embedded(),
        time.toSeconds(),
        items * 1_000L / time.toMillis(),
        summary.totals().reused(),
        heapMegabytes());
  }

  /** Returns the heap that was in use after the last collection, with the journal still open. */
  private static long heapMegabytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .map(MemoryPoolMXBean::getCollectionUsage)
            .filter(usage -> usage != null)
            .mapToLong(MemoryUsage::getUsed)
            .sum()
        / 1_000_000;
  }
}
