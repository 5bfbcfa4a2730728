package io.github.titanembeddings.batch;

import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.batch.BatchServers;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Embeds images of 10 KB by batch jobs, with the service and S3 in another JVM, and compares the
 * writing of the input with a plain upload of the same bytes by the same S3 client. Arguments: the
 * numbers of records (1000 10000 100000); each is written and copied {@code -Drounds=5} times in
 * turn. Run it with {@code -Xmx256m} to show that the heap does not grow with the records.
 */
public final class BatchBenchmark {
  private static final int IMAGE_BYTES = 10_000;

  private final S3AsyncClient s3;
  private final S3ObjectStore store;
  private final BatchServers servers;
  private final Path folder;
  private final byte[] template = image(IMAGE_BYTES);

  private BatchBenchmark(BatchServers servers, S3AsyncClient s3, Path folder) {
    this.servers = servers;
    this.s3 = s3;
    this.store = S3ObjectStore.of(s3);
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    List<Integer> sizes =
        args.length == 0
            ? List.of(1_000, 10_000, 100_000)
            : Stream.of(args).map(Integer::valueOf).toList();
    Path folder = Files.createTempDirectory("batch-benchmark");
    try (BatchServers servers = BatchServers.start(100);
        S3AsyncClient s3 = S3Server.client(servers.s3())) {
      BatchBenchmark benchmark = new BatchBenchmark(servers, s3, folder);
      benchmark.run(1_000, 3); // warm up
      for (int records : sizes) {
        benchmark.run(records, Integer.getInteger("rounds", 5));
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Iterator<Path> all = files.iterator(); all.hasNext(); ) {
          Files.delete(all.next());
        }
      }
      Files.delete(folder);
    }
  }

  /** Returns a JPEG of a given size, most of which are comments of random bytes. */
  static byte[] image(int size) {
    byte[] image = TestImages.jpeg(32, 32);
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.put(image, 0, 2);
    Random random = new Random(1);
    for (int left = size - image.length; left > 0; ) {
      int segment = left < 60_000 ? left : Math.min(left - 100, 50_000);
      byte[] noise = new byte[segment - 4];
      random.nextBytes(noise);
      bytes.putShort((short) 0xFFFE).putShort((short) (segment - 2)).put(noise);
      left -= segment;
    }
    return bytes.put(image, 2, image.length - 2).array();
  }

  /** Returns an image whose comment has a number. */
  private static ImageInput numbered(byte[] template, int number) {
    byte[] bytes = template.clone();
    ByteBuffer.wrap(bytes, 6, Integer.BYTES).putInt(number);
    return ImageInput.of(bytes);
  }

  private static Iterable<BulkItem> items(int records, byte[] template) {
    return () ->
        Stream.iterate(1, i -> i + 1)
            .limit(records)
            .map(i -> BulkItem.of("image " + i, EmbeddingRequest.ofImage(numbered(template, i))))
            .iterator();
  }

  private void run(int records, int rounds) throws IOException {
    S3Uri parent = S3Uri.of("s3://images/run/" + records + "/");
    Iterable<BulkItem> items = items(records, template);
    List<Double> ratios = new ArrayList<>();
    double writing = 0;
    double copying = 0;
    long bytes = 0;
    for (int round = 1; round <= rounds; round++) {
      Path file = folder.resolve(records + "-" + round + ".journal");
      try (Journal journal = Journal.open(file, ModelId.onDemand())) {
        long start = System.nanoTime();
        BatchRecordWriter.builder(store, parent, journal).build().write(items, failed -> {});
        double written = seconds(start);
        List<ObjectInfo> files = RunFiles.list(store, parent);
        bytes = files.stream().mapToLong(ObjectInfo::size).sum();
        double copied = copy(files);
        System.out.printf("  round %d: writing %.2f s, copy %.2f s%n", round, written, copied);
        writing += written;
        copying += copied;
        ratios.add(copied / written);
        if (round == rounds) {
          embed(parent, journal, items);
        }
      }
      RunFiles.list(store, parent).forEach(object -> store.delete(object.uri()).join());
    }
    Collections.sort(ratios);
    System.out.printf(
        "%,d records, %,d MB, %d rounds: writing %.0f MB/s, plain copy %.0f MB/s, ratio %.2f to"
            + " %.2f, median %.2f%n",
        records,
        bytes / 1_000_000,
        rounds,
        rounds * bytes / writing / 1e6,
        rounds * bytes / copying / 1e6,
        ratios.get(0),
        ratios.get(rounds - 1),
        ratios.get(rounds / 2));
  }

  /** Runs the jobs of the input that is written, and reads their output. */
  private void embed(S3Uri parent, Journal journal, Iterable<BulkItem> items) {
    try (BatchInferenceClient client =
        BatchInferenceClient.builder()
            .endpointOverride(URI.create(servers.bedrock()))
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build()) {
      long start = System.nanoTime();
      BatchSummary summary =
          BatchEmbedder.builder()
              .client(client)
              .store(store)
              .folder(parent)
              .roleArn("arn:aws:iam::123456789012:role/batch")
              .journal(journal)
              .waitOptions(new WaitOptions(Duration.ofMillis(100), Duration.ofDays(8)))
              .build()
              .embed(items, outcome -> {});
      double running = seconds(start);
      System.gc();
      System.out.printf(
          "  %d jobs: running and reading %.1f s; %,d embedded; peak heap %,d MB, after GC %,d"
              + " MB%n",
          summary.jobs(),
          running,
          summary.embedded(),
          peak() / 1_000_000,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_000_000);
    }
  }

  /** Uploads the same files again from the disk; returns the seconds. */
  private double copy(List<ObjectInfo> files) throws IOException {
    double total = 0;
    for (ObjectInfo file : files) {
      Path local = folder.resolve("shard");
      try (InputStream in = store.open(file.uri())) {
        Files.copy(in, local);
      }
      long start = System.nanoTime();
      s3.putObject(r -> r.bucket("images").key("copy"), AsyncRequestBody.fromFile(local)).join();
      total += seconds(start);
      Files.delete(local);
    }
    return total;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(BatchBenchmark::peak)
        .sum();
  }

  private static long peak(MemoryPoolMXBean pool) {
    return pool.getPeakUsage().getUsed();
  }
}
