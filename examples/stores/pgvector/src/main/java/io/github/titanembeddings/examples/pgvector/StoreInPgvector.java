package io.github.titanembeddings.examples.pgvector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.pgvector.PGvector;
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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Embeds a catalog into a table of Postgres with pgvector 0.8 or newer, and searches it by a vector
 * and a filter.
 *
 * <p>Create the table and fill it. Run the same lines again after a failure or with a changed
 * catalog: only the products that the journal lacks are sent to the model. Build the index after
 * the first run, since building it is faster than extending it row by row:
 *
 * <pre>{@code
 * StoreInPgvector store = new StoreInPgvector(dataSource, "products", 384);
 * store.createTable();
 * try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create();
 *     Journal journal = Journal.open(Path.of("products.journal"), titan.modelId())) {
 *   BulkSummary summary = store.embed(titan, journal, catalog);
 *   System.out.println(summary.totals().embedded() + " stored, " + summary.totals().failed() + " failed");
 * }
 * store.createIndex();
 * }</pre>
 *
 * <p>Find the ten shoes for at most 100 dollars that are nearest to a text:
 *
 * <pre>{@code
 * Embedding beach = titan.embed(r -> r.text("for the beach").outputEmbeddingLength(384)).join().embedding();
 * store.search(beach, "shoes", 100, 10).forEach(System.out::println);
 * }</pre>
 *
 * <p><b>Failures.</b> The journal records an outcome before the table does, and vectors are
 * upserted by key, so a vector may be written twice but is never lost:
 *
 * <ul>
 *   <li>Postgres is down: writing the rows is retried for up to ten minutes. Meanwhile calls in
 *       flight finish, and the run reads no more products. Set the driver's {@code socketTimeout};
 *       without it, the driver waits forever for a host that vanished.
 *   <li>It stays down, the run stops early, or the process is killed: the next run writes all
 *       vectors. It embeds only the products that the journal lacks; at most the calls that were in
 *       flight are resent.
 *   <li>The table is lost: {@code store.write(journal.outcomes(), catalog)}.
 *   <li>A product fails: the summary counts it, {@code journal.outcomes()} has the reason.
 * </ul>
 */
public final class StoreInPgvector {
  private static final int ROWS_PER_TRANSACTION = 100;
  private static final int MAX_WAIT_SECONDS = 600;

  /** The prefixes of transient SQL states: no connection, conflict, load, shutdown, failover. */
  private static final Set<String> TRANSIENT = Set.of("08", "25006", "40", "53", "55", "57");

  private final DataSource postgres;
  private final String table;
  private final int length;
  private final Pause pause;

  /** A product; its price is in dollars. */
  public record Product(String key, String title, String category, int price) {
    private static final int MAX_KEY_BYTES = 2_000; // fits into an index entry of Postgres

    /**
     * Rejects values that the model or Postgres does not accept, so that nothing is embedded in
     * vain.
     */
    public Product {
      List<String> problems = new ArrayList<>();
      if (title.isBlank()) {
        problems.add("a blank title");
      }
      for (String text : List.of(key, title, category)) {
        if (text.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(text)) {
          problems.add("NUL or half of a surrogate pair");
        }
      }
      int bytes = key.getBytes(UTF_8).length;
      if (bytes > MAX_KEY_BYTES) {
        problems.add("a key of " + bytes + " bytes, above " + MAX_KEY_BYTES);
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
   * @param table the name of the table
   * @param length the number of dimensions of its vectors: 256, 384 or 1,024
   */
  public StoreInPgvector(DataSource postgres, String table, int length) {
    this(postgres, table, length, TimeUnit.SECONDS::sleep);
  }

  StoreInPgvector(DataSource postgres, String table, int length, Pause pause) {
    if (!table.matches("[a-z][a-z0-9_]{0,39}")) {
      throw new IllegalArgumentException("not a plain name of a table: " + table);
    }
    this.postgres = postgres;
    this.table = table;
    this.length = length;
    this.pause = pause;
  }

  /**
   * Creates the table unless it exists.
   *
   * @throws IllegalStateException if it exists with vectors of another length
   */
  public void createTable() throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
      statement.execute(
          sql(
              """
              CREATE TABLE IF NOT EXISTS %s (key text PRIMARY KEY, title text NOT NULL,
                category text NOT NULL, price int NOT NULL, vector vector(%s) NOT NULL)
              """));
      try (ResultSet column =
          statement.executeQuery(
              sql(
                  """
                  SELECT 1 FROM pg_attribute WHERE attrelid = '%s'::regclass
                    AND attname = 'vector' AND atttypmod = %s
                  """))) {
        if (!column.next()) {
          throw new IllegalStateException(
              sql("table %s exists without vectors of length %s; use another one"));
        }
      }
    }
  }

  /** Inserts the name of the table and the length of its vectors. */
  private String sql(String template) {
    return String.format(Locale.ROOT, template, table, length);
  }

  String table() {
    return table;
  }

  /** Creates the index of the vectors unless it exists. */
  public void createIndex() throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          sql(
              """
              CREATE INDEX IF NOT EXISTS %1$s_nearest ON %1$s
                USING hnsw (vector vector_cosine_ops)
              """));
    }
  }

  /** Embeds the titles that the journal lacks, and writes the rows of the whole catalog. */
  public BulkSummary embed(
      TitanEmbeddingsAsyncClient titan, Journal journal, Collection<Product> catalog)
      throws SQLException, InterruptedException {
    Map<String, Product> products = byKey(catalog);
    BulkOptions options = BulkOptions.builder().journal(journal).build();
    try (BulkRun run = BulkEmbedder.of(titan, options).start(catalog.stream().map(this::item))) {
      write(run.stream(), products);
      return run.summary().orElseThrow();
    }
  }

  private BulkItem item(Product product) {
    return BulkItem.of(product.key(), request(product.title()));
  }

  EmbeddingRequest request(String text) {
    EmbeddingRequest.Builder request = EmbeddingRequest.builder().text(text);
    return request.textOverflow(TextOverflow.TRUNCATE).outputEmbeddingLength(length).build();
  }

  /**
   * Writes the vectors of outcomes; a key that the catalog lacks is skipped.
   *
   * @throws IllegalStateException if two products of the catalog have the same key
   */
  public void write(Stream<BulkOutcome> outcomes, Collection<Product> catalog)
      throws SQLException, InterruptedException {
    write(outcomes, byKey(catalog));
  }

  private static Map<String, Product> byKey(Collection<Product> catalog) {
    return catalog.stream().collect(Collectors.toMap(Product::key, product -> product));
  }

  private void write(Stream<BulkOutcome> outcomes, Map<String, Product> products)
      throws SQLException, InterruptedException {
    Map<Product, Embedding> rows = new LinkedHashMap<>();
    for (Iterator<BulkOutcome> all = outcomes.iterator(); all.hasNext(); ) {
      BulkOutcome outcome = all.next();
      Product product = products.get(outcome.key());
      if (product != null && outcome instanceof BulkOutcome.Embedded embedded) {
        rows.put(product, embedded.response().embedding());
      }
      if (rows.size() == ROWS_PER_TRANSACTION) {
        writeWhenUp(rows);
        rows.clear();
      }
    }
    writeWhenUp(rows);
  }

  private void writeWhenUp(Map<Product, Embedding> rows) throws SQLException, InterruptedException {
    long waited = 0;
    for (long seconds = 1; ; seconds = Math.min(2 * seconds, 60)) {
      try {
        write(rows);
        return;
      } catch (SQLException e) {
        if (!isTransient(e)) {
          throw e;
        }
        if (waited >= MAX_WAIT_SECONDS) {
          throw new SQLException(
              "Postgres accepted no rows for ten minutes; run again later: the journal has the"
                  + " vectors",
              e.getSQLState(),
              e);
        }
      }
      pause.seconds(seconds);
      waited += seconds;
    }
  }

  private static boolean isTransient(SQLException e) {
    String state = e.getSQLState();
    return e instanceof SQLTransientException
        || (state != null && TRANSIENT.stream().anyMatch(state::startsWith));
  }

  private void write(Map<Product, Embedding> rows) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement upsert =
          connection.prepareStatement(
              sql(
                  """
                  INSERT INTO %s (key, title, category, price, vector) VALUES (?, ?, ?, ?, ?)
                  ON CONFLICT (key) DO UPDATE SET title = excluded.title,
                    category = excluded.category, price = excluded.price,
                    vector = excluded.vector
                  """))) {
        for (Map.Entry<Product, Embedding> row : rows.entrySet()) {
          upsert.setString(1, row.getKey().key());
          upsert.setString(2, row.getKey().title());
          upsert.setString(3, row.getKey().category());
          upsert.setInt(4, row.getKey().price());
          upsert.setObject(5, new PGvector(row.getValue().toArray()));
          upsert.addBatch();
        }
        upsert.executeBatch();
      }
      connection.commit();
    }
  }

  /** Returns the products of a category up to a price that are nearest to a query, best first. */
  public List<Hit> search(Embedding query, String category, int maxPrice, int count)
      throws SQLException {
    List<Hit> hits = new ArrayList<>();
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement scan = connection.createStatement()) {
        // Without it the index returns 40 rows, of which the filter may accept fewer than count.
        scan.execute("SET LOCAL hnsw.iterative_scan = strict_order");
      }
      try (PreparedStatement select =
          connection.prepareStatement(
              sql(
                  """
                  SELECT key, title, 1 - (vector <=> ?) FROM %s
                  WHERE category = ? AND price <= ? ORDER BY vector <=> ? LIMIT ?
                  """))) {
        select.setObject(1, new PGvector(query.toArray()));
        select.setString(2, category);
        select.setInt(3, maxPrice);
        select.setObject(4, new PGvector(query.toArray()));
        select.setInt(5, count);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            hits.add(new Hit(rows.getString(1), rows.getString(2), rows.getDouble(3)));
          }
        }
      }
      connection.commit();
    }
    return hits;
  }
}
