package io.github.titanembeddings.examples.s3vectors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.examples.s3vectors.StoreInS3Vectors.Hit;
import io.github.titanembeddings.examples.s3vectors.StoreInS3Vectors.Product;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;
import software.amazon.awssdk.services.s3vectors.model.NotFoundException;
import software.amazon.awssdk.services.s3vectors.model.ServiceUnavailableException;
import software.amazon.awssdk.services.s3vectors.model.ValidationException;

class StoreInS3VectorsTest {
  private static final TitanStub TITAN = TitanStub.start();

  private final TitanEmbeddingsAsyncClient titan = TITAN.asyncClient();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final S3VectorsStub stub = new S3VectorsStub(nanos::get);
  private final S3VectorsClient s3 = client(stub);
  private final StoreInS3Vectors store = store(256);
  private @TempDir Path folder;

  /** Returns a client whose retries pass the time of the stub instead of waiting. */
  private S3VectorsClient client(S3VectorsStub stub) {
    BackoffStrategy backoff =
        attempt -> {
          Duration delay = StoreInS3Vectors.BACKOFF.computeDelay(attempt);
          retries.incrementAndGet();
          nanos.addAndGet(delay.toNanos());
          return Duration.ZERO;
        };
    return S3VectorsClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(stub.endpoint())
        .overrideConfiguration(
            o ->
                o.retryStrategy(
                    StoreInS3Vectors.patience().toBuilder()
                        .backoffStrategy(backoff)
                        .throttlingBackoffStrategy(backoff)
                        .build()))
        .build();
  }

  private StoreInS3Vectors store(int length) {
    return new StoreInS3Vectors(s3, "shop", "products", length, nanos::get, nanos::addAndGet);
  }

  @BeforeEach
  void createIndex() {
    store.createIndex();
  }

  @AfterEach
  void stopS3() {
    TITAN.reset();
    s3.close();
    stub.close();
  }

  @AfterAll
  static void stopTitan() {
    TITAN.close();
  }

  @Test
  void embedsACatalogAndFindsTheNearestThatMatchAFilter() throws Exception {
    TITAN.alike("for the beach", "title 7", "title 8", "title 9");
    try (Journal journal = journal()) {
      BulkSummary summary = store.embed(titan, journal, products(60));
      assertThat(summary.totals().embedded()).isEqualTo(60);
    }

    assertThat(stub.vectors()).hasSize(60);
    List<Hit> hits = store.search(embed("for the beach"), "category 1", 1_000, 10);
    assertThat(hits).hasSize(10).extracting(Hit::title).startsWith("title 7");
    assertThat(hits.get(0).cosine()).isBetween(0.8, 1.0);
    assertThat(hits.get(1).cosine()).isLessThan(0.5);
    assertThat(hits).isSortedAccordingTo((a, b) -> Double.compare(b.cosine(), a.cosine()));
    assertThat(hits).allMatch(hit -> Integer.parseInt(hit.key()) % 3 == 1);
    assertThat(store.search(embed("for the beach"), "category 1", 4, 10))
        .extracting(Hit::key)
        .containsExactlyInAnyOrder("1", "4");
  }

  @Test
  void losesAndRepeatsNothingWhenS3IsDownForHalfAMinute() throws Exception {
    stub.downUntil(Duration.ofSeconds(30).toNanos());
    try (Journal journal = journal()) {
      store.embed(titan, journal, products(60));
    }

    assertThat(retries).hasPositiveValue();
    assertThat(nanos.get()).isBetween(30_000_000_000L, 90_000_000_000L);
    assertThat(stub.vectors()).hasSize(60);
    assertThat(TITAN.requestCount()).isEqualTo(60);
  }

  @Test
  void givesUpAndResumes() throws Exception {
    stub.downUntil(Long.MAX_VALUE);
    try (Journal journal = journal()) {
      assertThatExceptionOfType(SdkClientException.class)
          .isThrownBy(() -> store.embed(titan, journal, products(50)))
          .withMessageContaining("run again later")
          .withCauseInstanceOf(ServiceUnavailableException.class);
      assertThat(retries).hasValue(24);

      stub.downUntil(0);
      assertThat(store.embed(titan, journal, products(50)).totals().reused()).isEqualTo(50);
    }
    assertThat(stub.vectors()).hasSize(50);
    assertThat(TITAN.requestCount()).isEqualTo(50);
  }

  @Test
  void paces2501VectorsInCallsOf500() throws Exception {
    store.write(outcomes(2_501, 256), products(2_501));

    assertThat(stub.vectors()).hasSize(2_501);
    assertThat(stub.calls()).containsExactly(500, 500, 500, 500, 500, 1);
    assertThat(retries).hasValue(0); // never throttled
    assertThat(nanos).hasValue(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void repeatsThrottledCalls() throws Exception {
    StoreInS3Vectors unpaced =
        new StoreInS3Vectors(s3, "shop", "products", 256, nanos::get, pause -> {});
    unpaced.write(outcomes(2_501, 256), products(2_501));

    assertThat(stub.vectors()).hasSize(2_501);
    assertThat(retries).hasPositiveValue();
  }

  @Test
  void keepsCallsBelow20MebibytesWithTheLargestMetadata() throws Exception {
    List<Product> catalog =
        IntStream.range(0, 600)
            .mapToObj(i -> new Product("" + i, "\\".repeat(20_000), "c", i))
            .toList();
    store.write(outcomes(600, 256), catalog);

    assertThat(stub.vectors()).hasSize(600);
    assertThat(stub.calls()).hasSize(2).allMatch(call -> call < 500);
  }

  @Test
  void replacesAChangedProductAndSendsOnlyThat() throws Exception {
    List<Product> catalog = new ArrayList<>(products(20));
    try (Journal journal = journal()) {
      store.embed(titan, journal, catalog);
      catalog.set(3, new Product("3", "another title", "category 0", 30));
      catalog.set(4, new Product("4", "title 4", "category 0", 40));
      store.embed(titan, journal, catalog);
    }

    assertThat(TITAN.requestCount()).isEqualTo(21);
    assertThat(stub.vectors()).hasSize(20);
    assertThat(requireNonNull(stub.vectors().get("4")).at("/metadata/price").asInt()).isEqualTo(40);
    Hit nearest = store.search(embed("another title"), "category 0", 100, 1).get(0);
    assertThat(nearest.key()).isEqualTo("3");
  }

  @Test
  void restoresALostIndexFromTheJournal() throws Exception {
    try (Journal journal = journal();
        S3VectorsStub empty = new S3VectorsStub(nanos::get);
        S3VectorsClient other = client(empty)) {
      store.embed(titan, journal, products(20));
      StoreInS3Vectors restored =
          new StoreInS3Vectors(other, "shop", "products", 256, nanos::get, nanos::addAndGet);
      assertThatExceptionOfType(NotFoundException.class)
          .isThrownBy(() -> restored.write(journal.outcomes(), products(20)));
      restored.createIndex();
      restored.write(journal.outcomes(), products(10));
      assertThat(empty.vectors()).hasSize(10); // the others are no longer in the catalog
    }
    assertThat(TITAN.requestCount()).isEqualTo(20);
  }

  @Test
  void putsAKeyOnceThatOccursTwiceInAChunk() throws Exception {
    store.write(Stream.concat(outcomes(3, 256), outcomes(3, 256)), products(3));
    assertThat(stub.calls()).containsExactly(3);
  }

  @Test
  void rejectsACatalogWithADuplicateKey() {
    List<Product> catalog = List.of(products(1).get(0), new Product("0", "other", "c", 1));
    assertThatIllegalStateException()
        .isThrownBy(() -> store.write(outcomes(1, 256), catalog))
        .withMessageContaining("Duplicate key");
  }

  @Test
  void embedsAnEmptyCatalog() throws Exception {
    try (Journal journal = journal()) {
      assertThat(store.embed(titan, journal, List.of()).totals().embedded()).isZero();
    }
    assertThat(stub.vectors()).isEmpty();
  }

  @Test
  void countsFailedProducts() throws Exception {
    TITAN.enqueue(StubResponse.error(400, "ValidationException", "Malformed input request"));
    try (Journal journal = journal()) {
      BulkSummary summary = store.embed(titan, journal, products(3));
      assertThat(summary.totals().failed()).isEqualTo(1);
    }
    assertThat(stub.vectors()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "O'Reilly's \"quoted\" \\ {\"$exists\": true}",
        "$and",
        "Zażółć 鞋 👟 e\u0301 \u202e \n\t\u0001\0",
        " "
      })
  void takesAnyTextAsKeyAndCategory(String text) throws Exception {
    List<Product> catalog =
        List.of(new Product(text, "shoe", text, 1), new Product("other", "shoe 2", "other", 1));
    try (Journal journal = journal()) {
      store.embed(titan, journal, catalog);
      store.embed(titan, journal, catalog);
    }
    assertThat(stub.vectors()).containsOnlyKeys(text, "other");
    assertThat(store.search(embed("shoe"), text, 1, 10)).extracting(Hit::key).containsExactly(text);
  }

  @Test
  void takesTheLargestProductAndRejectsLargerOnes() throws Exception {
    String key = "鞋".repeat(1_023) + "👟";
    String category = "é".repeat(1_011) + "!"; // 2,023 bytes, and 25 of {"category":"","price":1}
    String title = "t".repeat(40_960 - 2_048 - 11); // ,"title":""
    store.write(Stream.of(outcome(key, 256)), List.of(new Product(key, title, category, 1)));
    assertThat(stub.vectors()).containsOnlyKeys(key);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product(key + "k", title + "t", category + "c", 1))
        .withMessage(
            "product "
                + key.substring(0, 40)
                + " has [a key of 1025 characters, not 1 to 1024, 2049 bytes of category and price,"
                + " above 2048, 40962 bytes of metadata, above 40960]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product("", "\n", "half \ud83d", 1))
        .withMessageContainingAll("blank", "surrogate", "0 characters");
  }

  @Test
  void rejectsVectorsOfAnotherLength() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(() -> store(384).createIndex())
        .withMessageContaining("exists without cosines of length 384");
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> store.write(outcomes(1, 384), products(1)))
        .withMessageContaining("another dimension");
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> store.search(embed("x"), "c", 1, 101))
        .withMessageContaining("topK");
    assertThat(retries).hasValue(0);
  }

  private Journal journal() {
    return Journal.open(folder.resolve("journal"), titan.modelId());
  }

  private Embedding embed(String text) {
    return titan.embed(r -> r.text(text).outputEmbeddingLength(256)).join().embedding();
  }

  private static List<Product> products(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Product("" + i, "title " + i, "category " + i % 3, i))
        .toList();
  }

  private static Stream<BulkOutcome> outcomes(int count, int length) {
    return IntStream.range(0, count).mapToObj(i -> outcome("" + i, length));
  }

  private static BulkOutcome outcome(String key, int length) {
    float[] vector = new float[length];
    Arrays.fill(vector, -1.17549435e-38f); // as long as a number gets
    vector[0] = 1;
    EmbeddingResponse response =
        EmbeddingResponse.builder()
            .embedding(Embedding.of(vector))
            .modelId(ModelId.onDemand())
            .build();
    return new BulkOutcome.Embedded(key, response);
  }
}
