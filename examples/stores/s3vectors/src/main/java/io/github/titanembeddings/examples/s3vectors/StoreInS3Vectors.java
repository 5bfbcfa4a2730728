package io.github.titanembeddings.examples.s3vectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkRun;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.TextOverflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;
import software.amazon.awssdk.services.s3vectors.model.ConflictException;
import software.amazon.awssdk.services.s3vectors.model.DataType;
import software.amazon.awssdk.services.s3vectors.model.DistanceMetric;
import software.amazon.awssdk.services.s3vectors.model.Index;
import software.amazon.awssdk.services.s3vectors.model.PutInputVector;
import software.amazon.awssdk.services.s3vectors.model.QueryOutputVector;
import software.amazon.awssdk.services.s3vectors.model.VectorData;

/**
 * Embeds a catalog into an index of Amazon S3 Vectors, and searches it by a vector and a filter.
 *
 * <p>Create the index and fill it. Run the same lines again after a failure or with a changed
 * catalog: only the products that the journal lacks are sent to the model.
 *
 * <pre>{@code
 * try (S3VectorsClient s3 = S3VectorsClient.builder()
 *         .overrideConfiguration(o -> o.retryStrategy(StoreInS3Vectors.patience())).build();
 *     TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
 *     Journal journal = Journal.open(Path.of("products.journal"), titan.modelId())) {
 *   StoreInS3Vectors store = new StoreInS3Vectors(s3, "shop", "products", 384);
 *   store.createIndex();
 *   BulkSummary summary = store.embed(titan, journal, catalog);
 *   System.out.println(summary.totals().embedded() + " stored, " + summary.totals().failed() + " failed");
 * }
 * }</pre>
 *
 * <p>Find the ten shoes for at most 100 dollars that are nearest to a text:
 *
 * <pre>{@code
 * Embedding beach = titan.embed(r -> r.text("for the beach").outputEmbeddingLength(384)).join().embedding();
 * store.search(beach, "shoes", 100, 10).forEach(System.out::println);
 * }</pre>
 *
 * <p><b>Limits.</b> A {@link Product} whose key or metadata S3 Vectors would reject cannot be
 * created. A call has at most 500 vectors and 20 MiB, and never a key twice; calls are paced to
 * 2,500 vectors per second.
 *
 * <p><b>Failures.</b> The journal records an outcome before the index does, and vectors are
 * upserted by key, so a vector may be written twice but is never lost:
 *
 * <ul>
 *   <li>S3 Vectors throttles or is down: the AWS SDK retries the call, for about ten minutes with
 *       {@link #patience()}. Meanwhile calls in flight finish, and the run reads no more products.
 *   <li>It stays down, the run stops early, or the process is killed: the next run writes all
 *       vectors. It embeds only the products that the journal lacks; at most the calls that were in
 *       flight are resent.
 *   <li>The index is lost: {@code store.write(journal.outcomes(), catalog)}.
 *   <li>A product fails: the summary counts it, {@code journal.outcomes()} has the reason.
 * </ul>
 */
public final class StoreInS3Vectors {
  private static final int MAX_VECTORS_PER_CALL = 500;
  private static final int MAX_VECTORS_PER_SECOND = 2_500;
  private static final int MAX_BYTES_PER_CALL = 20 * 1_024 * 1_024;
  private static final int MAX_BYTES_PER_NUMBER = 16; // -1.17549435E-38 and a comma
  private static final int MAX_BYTES_AROUND = 256; // the names of the fields

  static final BackoffStrategy BACKOFF =
      BackoffStrategy.exponentialDelay(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final S3VectorsClient s3;
  private final String bucket;
  private final String index;
  private final int length;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private long nextCall;

  /** A product; its price is in dollars. */
  public record Product(String key, String title, String category, int price) {
    private static final int MAX_KEY_CHARACTERS = 1_024;
    private static final int MAX_FILTERABLE_BYTES = 2_048;
    private static final int MAX_METADATA_BYTES = 40 * 1_024;

    /**
     * Rejects values that the model or S3 Vectors does not accept, so that nothing is embedded in
     * vain.
     */
    public Product {
      List<String> problems = new ArrayList<>();
      if (title.isBlank()) {
        problems.add("a blank title");
      }
      if (!Stream.of(key, title, category).allMatch(text -> UTF_8.newEncoder().canEncode(text))) {
        problems.add("half of a surrogate pair");
      }
      int characters = key.codePointCount(0, key.length());
      if (characters < 1 || characters > MAX_KEY_CHARACTERS) {
        problems.add("a key of " + characters + " characters, not 1 to " + MAX_KEY_CHARACTERS);
      }
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      int filterable = bytes(json.put("category", category).put("price", price));
      if (filterable > MAX_FILTERABLE_BYTES) {
        problems.add(filterable + " bytes of category and price, above " + MAX_FILTERABLE_BYTES);
      }
      int metadata = bytes(json.put("title", title));
      if (metadata > MAX_METADATA_BYTES) {
        problems.add(metadata + " bytes of metadata, above " + MAX_METADATA_BYTES);
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "product %.40s has %s", key, problems));
      }
    }

    private static int bytes(ObjectNode json) {
      return json.toString().getBytes(UTF_8).length;
    }

    private int bytes() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      return bytes(json.put("key", key).put("category", category).put("title", title));
    }

    private Document metadata() {
      return Document.mapBuilder()
          .putString("category", category)
          .putNumber("price", price)
          .putString("title", title)
          .build();
    }
  }

  /** A found product and the cosine of its vector with the query's. */
  public record Hit(String key, String title, double cosine) {}

  /** Waits before the next call. */
  interface Pause {
    void nanos(long nanos) throws InterruptedException;
  }

  /**
   * Creates a store.
   *
   * @param bucket the name of the vector bucket
   * @param index the name of the index
   * @param length the number of dimensions of its vectors: 256, 384 or 1,024
   */
  public StoreInS3Vectors(S3VectorsClient s3, String bucket, String index, int length) {
    this(s3, bucket, index, length, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  StoreInS3Vectors(
      S3VectorsClient s3,
      String bucket,
      String index,
      int length,
      LongSupplier nanoTime,
      Pause pause) {
    this.s3 = s3;
    this.bucket = bucket;
    this.index = index;
    this.length = length;
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.nextCall = nanoTime.getAsLong();
  }

  /** Returns a retry strategy that waits up to about ten minutes for S3 Vectors. */
  public static StandardRetryStrategy patience() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(25)
        .backoffStrategy(BACKOFF)
        .throttlingBackoffStrategy(BACKOFF)
        .build();
  }

  /**
   * Creates the bucket and the index unless they exist.
   *
   * @throws IllegalStateException if the index exists with other settings
   */
  public void createIndex() {
    try {
      s3.createVectorBucket(b -> b.vectorBucketName(bucket));
    } catch (ConflictException e) {
      // exists
    }
    try {
      s3.createIndex(
          i ->
              i.vectorBucketName(bucket)
                  .indexName(index)
                  .dataType(DataType.FLOAT32)
                  .dimension(length)
                  .distanceMetric(DistanceMetric.COSINE)
                  .metadataConfiguration(m -> m.nonFilterableMetadataKeys("title")));
    } catch (ConflictException e) {
      Index found = s3.getIndex(i -> i.vectorBucketName(bucket).indexName(index)).index();
      if (found.dimension() != length
          || found.distanceMetric() != DistanceMetric.COSINE
          || !found.metadataConfiguration().nonFilterableMetadataKeys().contains("title")) {
        throw new IllegalStateException(
            "index "
                + index
                + " exists without cosines of length "
                + length
                + " or with filterable titles; use another one",
            e);
      }
    }
  }

  /** Embeds the titles that the journal lacks, and writes the vectors of the whole catalog. */
  public BulkSummary embed(
      TitanEmbeddingsAsyncClient titan, Journal journal, Collection<Product> catalog)
      throws InterruptedException {
    Map<String, Product> products = byKey(catalog);
    BulkOptions options = BulkOptions.builder().journal(journal).build();
    try (BulkRun run = BulkEmbedder.of(titan, options).start(catalog.stream().map(this::item))) {
      write(run.stream(), products);
      return run.summary().orElseThrow();
    }
  }

  private BulkItem item(Product product) {
    EmbeddingRequest.Builder request = EmbeddingRequest.builder().text(product.title());
    request.textOverflow(TextOverflow.TRUNCATE).outputEmbeddingLength(length);
    return BulkItem.of(product.key(), request.build());
  }

  /**
   * Writes the vectors of outcomes; a key that the catalog lacks is skipped.
   *
   * @throws IllegalStateException if two products of the catalog have the same key
   */
  public void write(Stream<BulkOutcome> outcomes, Collection<Product> catalog)
      throws InterruptedException {
    write(outcomes, byKey(catalog));
  }

  private static Map<String, Product> byKey(Collection<Product> catalog) {
    return catalog.stream().collect(Collectors.toMap(Product::key, product -> product));
  }

  private void write(Stream<BulkOutcome> outcomes, Map<String, Product> products)
      throws InterruptedException {
    Map<String, PutInputVector> chunk = new LinkedHashMap<>();
    long bytes = 0;
    for (Iterator<BulkOutcome> all = outcomes.iterator(); all.hasNext(); ) {
      BulkOutcome outcome = all.next();
      Product product = products.get(outcome.key());
      if (product == null || !(outcome instanceof BulkOutcome.Embedded embedded)) {
        continue;
      }
      int more = product.bytes() + MAX_BYTES_PER_NUMBER * length + MAX_BYTES_AROUND;
      if (chunk.size() == MAX_VECTORS_PER_CALL || bytes + more > MAX_BYTES_PER_CALL) {
        put(chunk.values());
        chunk.clear();
        bytes = 0;
      }
      chunk.put(product.key(), vector(product, embedded.response().embedding()));
      bytes += more;
    }
    if (!chunk.isEmpty()) {
      put(chunk.values());
    }
  }

  private static PutInputVector vector(Product product, Embedding embedding) {
    return PutInputVector.builder()
        .key(product.key())
        .data(data(embedding))
        .metadata(product.metadata())
        .build();
  }

  private static VectorData data(Embedding embedding) {
    List<Float> numbers = new ArrayList<>(embedding.length());
    for (float number : embedding.toArray()) {
      numbers.add(number);
    }
    return VectorData.fromFloat32(numbers);
  }

  private void put(Collection<PutInputVector> vectors) throws InterruptedException {
    long early = nextCall - nanoTime.getAsLong();
    if (early > 0) {
      pause.nanos(early);
    }
    nextCall =
        nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(vectors.size()) / MAX_VECTORS_PER_SECOND;
    try {
      s3.putVectors(p -> p.vectorBucketName(bucket).indexName(index).vectors(vectors));
    } catch (SdkException e) {
      if (isRejection(e)) {
        throw e;
      }
      throw SdkClientException.create(
          "S3 Vectors did not accept the vectors; run again later: the journal has them", e);
    }
  }

  private static boolean isRejection(SdkException e) {
    return e instanceof SdkServiceException response
        && response.statusCode() < 500
        && !response.isThrottlingException();
  }

  /**
   * Returns the products of a category up to a price that are nearest to a query, best first.
   *
   * @param count at most 100
   */
  public List<Hit> search(Embedding query, String category, int maxPrice, int count) {
    Document cheap = Document.mapBuilder().putNumber("$lte", maxPrice).build();
    Document filter =
        Document.mapBuilder()
            .putList(
                "$and",
                and ->
                    and.addDocument(Document.mapBuilder().putString("category", category).build())
                        .addDocument(Document.mapBuilder().putDocument("price", cheap).build()))
            .build();
    return s3
        .queryVectorsPaginator(
            q ->
                q.vectorBucketName(bucket)
                    .indexName(index)
                    .queryVector(data(query))
                    .filter(filter)
                    .topK(count)
                    .returnDistance(true)
                    .returnMetadata(true))
        .stream()
        .flatMap(page -> page.vectors().stream())
        .map(StoreInS3Vectors::hit)
        .toList();
  }

  private static Hit hit(QueryOutputVector vector) {
    Document title = vector.metadata().asMap().get("title");
    return new Hit(vector.key(), title == null ? "" : title.asString(), 1 - vector.distance());
  }
}
