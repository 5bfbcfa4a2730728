package io.github.titanembeddings.examples.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opensearch.client.json.JsonData;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch._types.ErrorCause;
import org.opensearch.client.opensearch._types.ErrorResponse;
import org.opensearch.client.opensearch._types.FieldValue;
import org.opensearch.client.opensearch._types.OpenSearchException;
import org.opensearch.client.opensearch._types.mapping.KnnVectorMethod;
import org.opensearch.client.opensearch._types.mapping.Property;
import org.opensearch.client.opensearch._types.mapping.TypeMapping;
import org.opensearch.client.opensearch._types.query_dsl.Query;
import org.opensearch.client.opensearch.core.BulkRequest;
import org.opensearch.client.opensearch.core.SearchRequest;
import org.opensearch.client.opensearch.core.bulk.BulkResponseItem;
import org.opensearch.client.opensearch.indices.get_mapping.IndexMappingRecord;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * Embeds a catalog into an index of OpenSearch, and searches it by a vector and a filter.
 *
 * <p>Create the index and fill it. Run the same lines again after a failure or with a changed
 * catalog: only the products that the journal lacks are sent to the model.
 *
 * <pre>{@code
 * OpenSearchClient client = new OpenSearchClient(
 *     ApacheHttpClient5TransportBuilder.builder(new HttpHost("localhost", 9200)).build());
 * StoreInOpenSearch store = new StoreInOpenSearch(client, "products", 384);
 * store.createIndex();
 * try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
 *     Journal journal = Journal.open(Path.of("products.journal"), titan.modelId())) {
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
 * <p><b>Failures.</b> The journal records an outcome before the index does, and a document's ID is
 * its key, so a document may be written twice but is never lost:
 *
 * <ul>
 *   <li>OpenSearch is down, overloaded or full: the documents that it did not accept are retried
 *       for up to ten minutes. Meanwhile calls in flight finish, and the run reads no more
 *       products.
 *   <li>It stays down, the run stops early, or the process is killed: the next run writes all
 *       documents. It embeds only the products that the journal lacks; at most the calls that were
 *       in flight are resent.
 *   <li>The index is lost: create it and {@code store.write(journal.outcomes(), catalog)}.
 *   <li>A product fails: the summary counts it, {@code journal.outcomes()} has the reason.
 * </ul>
 */
public final class StoreInOpenSearch {
  private static final String VECTOR = "vector";
  private static final int MAX_DOCUMENTS_PER_CALL = 500;
  private static final int MAX_BYTES_PER_CALL = 5_000_000; // some servers reject 10 MB
  private static final int MAX_WAIT_SECONDS = 600;

  private final OpenSearchClient client;
  private final String index;
  private final int length;
  private final Pause pause;

  /** A product; its price is in dollars. */
  public record Product(String key, String title, String category, int price) {
    private static final int MAX_KEY_BYTES = 512;
    private static final int MAX_CATEGORY_BYTES = 32_766;

    /**
     * Rejects values that the model or OpenSearch does not accept, so that nothing is embedded in
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
      int bytes = key.getBytes(UTF_8).length;
      if (bytes < 1 || bytes > MAX_KEY_BYTES) {
        problems.add("a key of " + bytes + " bytes, not 1 to " + MAX_KEY_BYTES);
      }
      if (category.getBytes(UTF_8).length > MAX_CATEGORY_BYTES) {
        problems.add("a category above " + MAX_CATEGORY_BYTES + " bytes");
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "product %.40s has %s", key, problems));
      }
    }
  }

  /** A found product and the cosine of its vector with the query's. */
  public record Hit(String key, String title, double cosine) {}

  /** Waits between two attempts to write. */
  interface Pause {
    void seconds(long seconds) throws InterruptedException;
  }

  /**
   * Creates a store.
   *
   * @param index the name of the index
   * @param length the number of dimensions of its vectors: 256, 384 or 1,024
   */
  public StoreInOpenSearch(OpenSearchClient client, String index, int length) {
    this(client, index, length, TimeUnit.SECONDS::sleep);
  }

  StoreInOpenSearch(OpenSearchClient client, String index, int length, Pause pause) {
    this.client = client;
    this.index = index;
    this.length = length;
    this.pause = pause;
  }

  /**
   * Creates the index unless it exists.
   *
   * @throws IllegalStateException if it exists with vectors of another length
   */
  public void createIndex() throws IOException {
    if (client.indices().exists(e -> e.index(index)).value()) {
      requireIndex();
      return;
    }
    KnnVectorMethod cosine =
        KnnVectorMethod.of(m -> m.name("hnsw").engine("lucene").spaceType("cosinesimil"));
    TypeMapping mapping =
        TypeMapping.of(
            m ->
                m.properties("title", p -> p.text(t -> t))
                    .properties("category", p -> p.keyword(k -> k))
                    .properties("price", p -> p.integer(i -> i))
                    .properties(VECTOR, p -> p.knnVector(v -> v.dimension(length).method(cosine))));
    client.indices().create(c -> c.index(index).settings(s -> s.knn(true)).mappings(mapping));
  }

  /** Without the index, OpenSearch would create one without vectors at the first document. */
  private void requireIndex() throws IOException {
    for (IndexMappingRecord found :
        client
            .indices()
            .getMapping(g -> g.index(index))
            .result()
            .values()) { // of an alias, several
      Property vector = found.mappings().properties().get(VECTOR);
      if (vector == null || !vector.isKnnVector() || vector.knnVector().dimension() != length) {
        throw new IllegalStateException(
            "index " + index + " exists without vectors of length " + length + "; use another one");
      }
    }
  }

  /** Embeds the titles that the journal lacks, and writes the documents of the whole catalog. */
  public BulkSummary embed(
      TitanEmbeddingsAsyncClient titan, Journal journal, Collection<Product> catalog)
      throws IOException, InterruptedException {
    requireIndex();
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
      throws IOException, InterruptedException {
    requireIndex();
    write(outcomes, byKey(catalog));
  }

  private static Map<String, Product> byKey(Collection<Product> catalog) {
    return catalog.stream().collect(Collectors.toMap(Product::key, product -> product));
  }

  private void write(Stream<BulkOutcome> outcomes, Map<String, Product> products)
      throws IOException, InterruptedException {
    Map<String, Map<String, ?>> documents = new LinkedHashMap<>();
    long bytes = 0;
    for (Iterator<BulkOutcome> all = outcomes.iterator(); all.hasNext(); ) {
      BulkOutcome outcome = all.next();
      Product product = products.get(outcome.key());
      if (product != null && outcome instanceof BulkOutcome.Embedded embedded) {
        documents.put(product.key(), document(product, embedded.response().embedding()));
        bytes += 3L * (product.title().length() + product.category().length()) + 16L * length;
      }
      if (documents.size() == MAX_DOCUMENTS_PER_CALL || bytes > MAX_BYTES_PER_CALL) {
        writeWhenUp(documents);
        bytes = 0;
      }
    }
    writeWhenUp(documents);
    client.indices().refresh(r -> r.index(index)); // so that a search finds them
  }

  private static Map<String, ?> document(Product product, Embedding vector) {
    return Map.of(
        "title",
        product.title(),
        "category",
        product.category(),
        "price",
        product.price(),
        VECTOR,
        vector.toArray());
  }

  private void writeWhenUp(Map<String, Map<String, ?>> documents)
      throws IOException, InterruptedException {
    long waited = 0;
    for (long seconds = 1; !documents.isEmpty(); seconds = Math.min(2 * seconds, 60)) {
      try {
        write(documents);
      } catch (IOException | OpenSearchException e) {
        if (!isTransient(e)) {
          throw e;
        }
        if (waited >= MAX_WAIT_SECONDS) {
          throw new IOException(
              "OpenSearch did not accept all documents within ten minutes; run again later: the"
                  + " journal has the vectors",
              e);
        }
        pause.seconds(seconds);
        waited += seconds;
      }
    }
  }

  /**
   * Writes documents and removes the accepted ones from the list; OpenSearch may accept only some.
   */
  private void write(Map<String, Map<String, ?>> documents) throws IOException {
    BulkRequest.Builder bulk = new BulkRequest.Builder().index(index);
    documents.forEach(
        (key, document) -> bulk.operations(o -> o.index(i -> i.id(key).document(document))));
    List<OpenSearchException> failures = new ArrayList<>();
    for (BulkResponseItem item : client.bulk(bulk.build()).items()) {
      ErrorCause error = item.error();
      if (error == null) {
        documents.remove(item.id());
      } else {
        failures.add(
            new OpenSearchException(ErrorResponse.of(r -> r.status(item.status()).error(error))));
      }
    }
    failures.sort(Comparator.comparing(StoreInOpenSearch::isTransient)); // permanent ones first
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  /** Returns whether OpenSearch may accept the document later. */
  private static boolean isTransient(Exception e) {
    int status =
        e instanceof OpenSearchException known
            ? known.status()
            : e instanceof ResponseException unknown ? unknown.status() : 503;
    return status == 408 || status == 429 || status >= 500;
  }

  /** Returns the products of a category up to a price that are nearest to a query, best first. */
  public List<Hit> search(Embedding query, String category, int maxPrice, int count)
      throws IOException {
    List<Float> vector = new ArrayList<>(query.length());
    for (float number : query.toArray()) {
      vector.add(number);
    }
    Query inCategory =
        Query.of(q -> q.term(t -> t.field("category").value(FieldValue.of(category))));
    Query cheap = Query.of(q -> q.range(r -> r.field("price").lte(JsonData.of(maxPrice))));
    Query filter = Query.of(q -> q.bool(b -> b.filter(inCategory, cheap)));
    SearchRequest search =
        SearchRequest.of(
            s ->
                s.index(index)
                    .source(f -> f.filter(i -> i.includes("title")))
                    .query(q -> q.knn(k -> k.field(VECTOR).vector(vector).k(count).filter(filter)))
                    .size(count));
    return client.search(search, ObjectNode.class).hits().hits().stream()
        .map(hit -> new Hit(hit.id(), hit.source().path("title").asText(), 2 * hit.score() - 1))
        .toList();
  }
}
