package io.github.titanembeddings.examples.pgvector;

import com.pgvector.PGvector;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.examples.pgvector.StoreInPgvector.Hit;
import io.github.titanembeddings.examples.pgvector.StoreInPgvector.Product;
import io.github.titanembeddings.model.Embedding;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Moves a catalog to another vector length or to a tuned model while it is searched.
 *
 * <p>Vectors of two models, or of two lengths, cannot be compared. So each generation has its own
 * table and journal, and a query is embedded by the model of the table that it reads:
 *
 * <pre>{@code
 * Generation base = new Generation(titan, new StoreInPgvector(dataSource, "products_1", 384), baseJournal);
 * Generation tuned = new Generation(titan.withModel(arn), new StoreInPgvector(dataSource, "products_2", 1024), tunedJournal);
 * ReindexWithNewModel reindex = new ReindexWithNewModel(dataSource, base, tuned);
 * }</pre>
 *
 * <ol>
 *   <li>{@code reindex.backfill(catalog)} embeds the products of the old journal with the new
 *       model. If it stops, call it again: products in the new journal are not resent. Meanwhile
 *       {@code reindex.search(…)} reads both tables.
 *   <li>Products keep changing during a backfill. Call it again to embed only those; evaluate the
 *       new model with {@code RetrievalEvaluation}.
 *   <li>{@code reindex.cutOver(0)} lets all servers read the new table only, unless products are
 *       missing in it. {@code reindex.rollBack()} reverts that.
 *   <li>{@code reindex.drifted(tuned, 20)}, once a day, detects that a model no longer returns the
 *       vectors that are stored.
 * </ol>
 */
public final class ReindexWithNewModel {
  /** The same input has a cosine of 1 with itself, except for rounding. */
  private static final double MIN_COSINE = 0.99;

  private static final System.Logger LOG = System.getLogger(ReindexWithNewModel.class.getName());

  private final DataSource postgres;
  private final Generation current;
  private final Generation next;

  /** A client of a model, and the table and the journal of its vectors. */
  public record Generation(
      TitanEmbeddingsAsyncClient titan, StoreInPgvector store, Journal journal) {
    private List<Hit> search(String text, String category, int maxPrice, int count)
        throws SQLException {
      Embedding query = titan.embed(store.request(text)).join().embedding();
      return store.search(query, category, maxPrice, count);
    }
  }

  /** A stored vector, and its cosine with the vector that the model returns today. */
  public record Drift(String key, double cosine) {}

  /** Creates the new table, and one that names the live table, unless they exist. */
  public ReindexWithNewModel(DataSource postgres, Generation current, Generation next)
      throws SQLException {
    this.postgres = postgres;
    this.current = current;
    this.next = next;
    next.store().createTable();
    execute("CREATE TABLE IF NOT EXISTS live_table (name text)");
  }

  /**
   * Embeds the products of the old journal that the new journal lacks, and indexes their vectors.
   * Products that the catalog lacks are left out.
   */
  public BulkSummary backfill(Collection<Product> catalog)
      throws SQLException, InterruptedException {
    Set<String> keys;
    try (Stream<BulkOutcome> outcomes = current.journal().outcomes()) {
      keys =
          outcomes
              .filter(outcome -> outcome instanceof BulkOutcome.Embedded)
              .map(BulkOutcome::key)
              .collect(Collectors.toSet());
    }
    List<Product> products = catalog.stream().filter(p -> keys.contains(p.key())).toList();
    BulkSummary summary = next.store().embed(next.titan(), next.journal(), products);
    next.store().createIndex();
    return summary;
  }

  /**
   * Returns the nearest products. Before the cutover, reads both tables and merges them by rank,
   * since the cosines of two models cannot be compared: a product has the better of its ranks.
   */
  public List<Hit> search(String text, String category, int maxPrice, int count)
      throws SQLException {
    List<Hit> after = next.search(text, category, maxPrice, count);
    if (isCutOver()) {
      return after;
    }
    List<Hit> before = current.search(text, category, maxPrice, count);
    Map<String, Hit> merged = new LinkedHashMap<>();
    for (int rank = 0; rank < count; rank++) {
      for (List<Hit> hits : List.of(before, after)) {
        if (rank < hits.size()) {
          merged.putIfAbsent(hits.get(rank).key(), hits.get(rank));
        }
      }
    }
    return merged.values().stream().limit(count).toList();
  }

  /**
   * Makes the new table the only one that is read; write to it from then on. Removes from it the
   * products that were deleted from the old table.
   *
   * @param tolerated how many products may be missing or outdated in the new table
   * @throws IllegalStateException if there are more
   */
  public void cutOver(long tolerated) throws SQLException {
    String from = current.store().table();
    String to = next.store().table();
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + from + " IN SHARE MODE"); // no writes until the commit
      try (ResultSet missing =
          statement.executeQuery(
              String.format(
                  Locale.ROOT,
                  """
                  SELECT count(*) FROM (SELECT key, title, category, price FROM %s
                    EXCEPT SELECT key, title, category, price FROM %s)
                  """,
                  from,
                  to))) {
        missing.next();
        if (missing.getLong(1) > tolerated) {
          throw new IllegalStateException(
              missing.getLong(1)
                  + " products are missing or outdated in "
                  + to
                  + ", more than "
                  + tolerated
                  + "; call backfill again");
        }
      }
      statement.execute("DELETE FROM " + to + " WHERE key NOT IN (SELECT key FROM " + from + ")");
      statement.execute("DELETE FROM live_table");
      statement.execute("INSERT INTO live_table VALUES ('" + to + "')");
      connection.commit();
    }
  }

  /** Reads both tables again. */
  public void rollBack() throws SQLException {
    execute("DELETE FROM live_table");
  }

  private boolean isCutOver() throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet live = statement.executeQuery("SELECT name FROM live_table")) {
      return live.next() && live.getString(1).equals(next.store().table());
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Embeds a sample of stored products again, always the same ones, and returns and logs those
   * whose vector has changed: the model was replaced, or the table holds vectors of another one.
   */
  public List<Drift> drifted(Generation generation, int sample) throws SQLException {
    StoreInPgvector store = generation.store();
    List<CompletableFuture<Drift>> drifts = new ArrayList<>();
    try (Connection connection = postgres.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT key, title, vector FROM " + store.table() + " ORDER BY md5(key) LIMIT ?")) {
      select.setInt(1, sample);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String key = rows.getString(1);
          Embedding stored = Embedding.of(new PGvector(rows.getString(3)).toArray());
          drifts.add(
              generation
                  .titan()
                  .embed(store.request(rows.getString(2)))
                  .thenApply(today -> new Drift(key, stored.cosine(today.embedding()))));
        }
      }
    }
    List<Drift> drifted =
        drifts.stream()
            .map(CompletableFuture::join)
            .filter(drift -> drift.cosine() < MIN_COSINE)
            .toList();
    if (!drifted.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "{0} of {1} vectors in {2} differ from those of the model today, by a cosine down to {3}",
          drifted.size(),
          drifts.size(),
          store.table(),
          drifted.stream().mapToDouble(Drift::cosine).min().orElseThrow());
    }
    return drifted;
  }
}
