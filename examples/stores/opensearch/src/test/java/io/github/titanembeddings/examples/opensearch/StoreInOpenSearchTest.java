package io.github.titanembeddings.examples.opensearch;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.examples.opensearch.StoreInOpenSearch.Hit;
import io.github.titanembeddings.examples.opensearch.StoreInOpenSearch.Product;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch._types.OpenSearchException;
import org.opensearch.client.transport.OpenSearchTransport;

class StoreInOpenSearchTest {
  private static final TitanStub STUB = TitanStub.start();
  private static OpenSearch server;
  private static OpenSearchClient client;

  private final TitanEmbeddingsAsyncClient titan = STUB.asyncClient();
  private StoreInOpenSearch store;
  private @TempDir Path folder;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    server = OpenSearch.start(home);
    client = OpenSearch.client(server.host());
  }

  @AfterAll
  static void stop() throws Exception {
    client._transport().close();
    server.close();
    STUB.close();
  }

  @BeforeEach
  void createIndex() throws IOException {
    store = new StoreInOpenSearch(client, "products", 256);
    store.createIndex();
  }

  @AfterEach
  void deleteIndex() throws IOException {
    STUB.reset();
    client.indices().delete(d -> d.index("products"));
  }

  @Test
  void embedsACatalogAndFindsTheNearestThatMatchAFilter() throws Exception {
    STUB.alike("for the beach", "title 7", "title 8", "title 9");
    try (Journal journal = journal()) {
      BulkSummary summary = store.embed(titan, journal, products(60));
      assertThat(summary.totals().embedded()).isEqualTo(60);
    }
    store.createIndex(); // exists

    assertThat(documents()).isEqualTo(60);
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

  /** The first chunk is written, then connections break, then a proxy has no server. */
  @Test
  void losesAndRepeatsNothingWhenOpenSearchIsDownForHalfAMinute() throws Exception {
    AtomicLong waited = new AtomicLong();
    WireMockServer proxy =
        new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").dynamicPort());
    proxy.start();
    ResponseDefinitionBuilder pass = aResponse().proxiedFrom(server.host().toURI());
    proxy.stubFor(any(anyUrl()).willReturn(pass));
    bulk(proxy, STARTED, "reset", pass);
    bulk(proxy, "reset", "reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    bulk(proxy, "502", "502", aResponse().withStatus(502).withBody("<html>Bad gateway</html>"));
    bulk(proxy, "up", "up", pass);
    try (OpenSearchTransport transport =
            OpenSearch.client(new HttpHost("127.0.0.1", proxy.port()))._transport();
        Journal journal = journal()) {
      StoreInOpenSearch patient =
          new StoreInOpenSearch(
              new OpenSearchClient(transport),
              "products",
              256,
              seconds ->
                  proxy.setScenarioState(
                      "outage",
                      waited.addAndGet(seconds) < 30 ? (seconds < 4 ? "reset" : "502") : "up"));
      patient.embed(titan, journal, products(600));
    } finally {
      proxy.stop();
    }

    assertThat(waited).hasValueBetween(30L, 60L);
    assertThat(documents()).isEqualTo(600);
    assertThat(STUB.requestCount()).isEqualTo(600);
  }

  private static void bulk(
      WireMockServer proxy, String state, String next, ResponseDefinitionBuilder response) {
    proxy.stubFor(
        post(urlPathMatching(".*_bulk"))
            .inScenario("outage")
            .whenScenarioStateIs(state)
            .willSetStateTo(next)
            .willReturn(response));
  }

  /** OpenSearch sets this block when its disk is almost full. */
  @Test
  void waitsUntilTheDiskHasSpace() throws Exception {
    AtomicLong waited = new AtomicLong();
    StoreInOpenSearch patient =
        new StoreInOpenSearch(
            client,
            "products",
            256,
            seconds -> {
              if (waited.addAndGet(seconds) >= 30) {
                block(false);
              }
            });
    block(true);
    try (Journal journal = journal()) {
      patient.embed(titan, journal, products(20));
    }

    assertThat(waited).hasValueBetween(30L, 60L);
    assertThat(documents()).isEqualTo(20);
    assertThat(STUB.requestCount()).isEqualTo(20);
  }

  private static void block(boolean on) {
    try {
      client
          .indices()
          .putSettings(
              p ->
                  p.index("products").settings(s -> s.index(i -> i.blocksReadOnlyAllowDelete(on))));
    } catch (IOException e) {
      fail(e);
    }
  }

  @Test
  void givesUpAfterTenMinutesAndResumes() throws Exception {
    AtomicLong waited = new AtomicLong();
    StoreInOpenSearch patient = new StoreInOpenSearch(client, "products", 256, waited::addAndGet);
    try (Journal journal = journal()) {
      block(true);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> patient.embed(titan, journal, products(50)))
          .withMessageContaining("run again later")
          .withCauseInstanceOf(OpenSearchException.class)
          .withStackTraceContaining("disk usage exceeded flood-stage watermark");
      assertThat(waited).hasValueBetween(600L, 660L);

      block(false);
      assertThat(store.embed(titan, journal, products(50)).totals().reused()).isEqualTo(50);
    }
    assertThat(documents()).isEqualTo(50);
    assertThat(STUB.requestCount()).isEqualTo(50);
  }

  @Test
  void writesToAnAlias() throws Exception {
    client.indices().putAlias(p -> p.index("products").name("shop"));
    StoreInOpenSearch alias = new StoreInOpenSearch(client, "shop", 256);
    alias.createIndex(); // exists
    try (Journal journal = journal()) {
      alias.embed(titan, journal, products(3));
    }
    assertThat(documents()).isEqualTo(3);
    assertThat(alias.search(embed("title 1"), "category 1", 1, 9)).hasSize(1);
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

    assertThat(STUB.requestCount()).isEqualTo(21);
    assertThat(documents()).isEqualTo(20);
    ObjectNode changed = client.get(g -> g.index("products").id("4"), ObjectNode.class).source();
    assertThat(changed.get("price").asInt()).isEqualTo(40);
    Hit nearest = store.search(embed("another title"), "category 0", 100, 1).get(0);
    assertThat(nearest.key()).isEqualTo("3");
  }

  @Test
  void restoresALostIndexFromTheJournal() throws Exception {
    try (Journal journal = journal()) {
      store.embed(titan, journal, products(20));
      client.indices().delete(d -> d.index("products"));
      assertThatExceptionOfType(OpenSearchException.class)
          .isThrownBy(() -> store.write(journal.outcomes(), products(20)))
          .withMessageContaining("index_not_found_exception");
      assertThat(client.indices().exists(e -> e.index("products")).value()).isFalse();

      store.createIndex();
      store.write(journal.outcomes(), products(10));
    }
    assertThat(documents()).isEqualTo(10); // the others are no longer in the catalog
    assertThat(STUB.requestCount()).isEqualTo(20);
  }

  @Test
  void writesWhatItCanBesideADocumentThatIsRejected() throws IOException {
    StoreInOpenSearch impatient =
        new StoreInOpenSearch(client, "products", 256, seconds -> fail("permanent"));
    float[] zero = new float[256];
    float[] one = zero.clone();
    one[0] = 1;
    assertThatExceptionOfType(OpenSearchException.class)
        .isThrownBy(
            () ->
                impatient.write(
                    Stream.of(outcome("0", one), outcome("1", zero), outcome("2", one)),
                    products(3)))
        .withMessageContaining("document with id '1'");
    client.indices().refresh(r -> r.index("products"));
    assertThat(documents()).isEqualTo(2);
  }

  private static BulkOutcome outcome(String key, float[] vector) {
    EmbeddingResponse response =
        EmbeddingResponse.builder()
            .embedding(Embedding.of(vector))
            .modelId(ModelId.onDemand())
            .build();
    return new BulkOutcome.Embedded(key, response);
  }

  @Test
  void writesAKeyOnceThatOccursTwiceInAChunk() throws Exception {
    try (Journal journal = journal()) {
      store.embed(titan, journal, products(3));
      store.write(Stream.concat(journal.outcomes(), journal.outcomes()), products(3));
    }
    assertThat(documents()).isEqualTo(3);
  }

  @Test
  void rejectsACatalogWithADuplicateKey() {
    List<Product> catalog = List.of(products(1).get(0), new Product("0", "other", "c", 1));
    try (Journal journal = journal()) {
      assertThatIllegalStateException().isThrownBy(() -> store.embed(titan, journal, catalog));
    }
    assertThat(STUB.requestCount()).isZero();
  }

  @Test
  void embedsAnEmptyCatalog() throws Exception {
    try (Journal journal = journal()) {
      assertThat(store.embed(titan, journal, List.of()).totals().embedded()).isZero();
    }
    assertThat(documents()).isZero();
  }

  @Test
  void countsFailedProducts() throws Exception {
    STUB.enqueue(StubResponse.error(400, "ValidationException", "Malformed input request"));
    try (Journal journal = journal()) {
      BulkSummary summary = store.embed(titan, journal, products(3));
      assertThat(summary.totals().failed()).isEqualTo(1);
    }
    assertThat(documents()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "O'Reilly's \"quoted\" \\ {\"match_all\": {}}",
        "x\"}}, {\"match_all\":{}}",
        "../../_cluster/settings?a=%2e#*",
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
    assertThat(documents()).isEqualTo(2);
    assertThat(store.search(embed("shoe"), text, 1, 10)).extracting(Hit::key).containsExactly(text);
  }

  @Test
  void takesTheLargestProductAndRejectsLargerOnes() throws Exception {
    String key = "鞋".repeat(170) + "ab";
    String category = "c".repeat(32_766);
    try (Journal journal = journal()) {
      store.embed(titan, journal, List.of(new Product(key, "shoe", category, 1)));
    }
    assertThat(store.search(embed("shoe"), category, 1, 1))
        .extracting(Hit::key)
        .containsExactly(key);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product(key + "k", " ", category + "c", 1))
        .withMessage(
            "product "
                + key.substring(0, 40)
                + " has [a blank title, a key of 513 bytes, not 1 to 512, a category above 32766"
                + " bytes]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product("", "half \ud83d", "c", 1))
        .withMessageContainingAll("surrogate", "0 bytes");
  }

  @Test
  void rejectsVectorsOfAnotherLength() {
    StoreInOpenSearch other =
        new StoreInOpenSearch(client, "products", 384, seconds -> fail("permanent"));
    assertThatIllegalStateException()
        .isThrownBy(other::createIndex)
        .withMessage("index products exists without vectors of length 384; use another one");
    try (Journal journal = journal()) {
      assertThatIllegalStateException().isThrownBy(() -> other.embed(titan, journal, products(1)));
    }
    assertThat(STUB.requestCount()).isZero();
    assertThatExceptionOfType(OpenSearchException.class)
        .isThrownBy(() -> store.search(Embedding.of(new float[384]), "c", 1, 1));
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

  private static long documents() throws IOException {
    return client.count(c -> c.index("products")).count();
  }
}
