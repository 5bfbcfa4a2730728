package io.github.titanembeddings.examples.pgvector;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import com.pgvector.PGvector;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkSummary;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.examples.pgvector.StoreInPgvector.Hit;
import io.github.titanembeddings.examples.pgvector.StoreInPgvector.Product;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class StoreInPgvectorTest {

  private static final TitanStub STUB = TitanStub.start();

  private final TitanEmbeddingsAsyncClient titan = STUB.asyncClient();
  private final Postgres server = Postgres.shared();
  private final DataSource postgres = server.dataSource();
  private final StoreInPgvector store = new StoreInPgvector(postgres, "products", 256);
  private @TempDir Path folder;

  @BeforeEach
  void createTable() throws SQLException {
    store.createTable();
  }

  @AfterAll
  static void stop() {
    STUB.close();
  }

  @AfterEach
  void dropTable() throws SQLException {
    STUB.reset();
    execute("DROP TABLE products");
  }

  @Test
  void embedsACatalogAndFindsTheNearestThatMatchAFilter() throws Exception {
    STUB.alike("for the beach", "title 7", "title 8", "title 9");
    try (Journal journal = journal()) {
      BulkSummary summary = store.embed(titan, journal, Catalog.of(120));
      assertThat(summary.totals().embedded()).isEqualTo(120);
    }
    store.createIndex();
    store.createIndex(); // exists

    assertThat(rows()).isEqualTo(120);
    List<Hit> hits = store.search(embed("for the beach"), "category 1", 1_000, 10);
    assertThat(hits).hasSize(10).extracting(Hit::title).startsWith("title 7");
    assertThat(hits.get(0).cosine()).isBetween(0.8, 1.0);
    assertThat(hits.get(1).cosine()).isLessThan(0.5);
    assertThat(hits).isSortedAccordingTo((a, b) -> Double.compare(b.cosine(), a.cosine()));
    assertThat(hits).allMatch(hit -> Integer.parseInt(hit.key()) % 3 == 1);
    assertThat(store.search(embed("for the beach"), "category 1", 4, 10))
        .extracting(Hit::key)
        .containsExactlyInAnyOrder("1", "4");
    searchesTheIndexUntilTheFilterAcceptsEnough();
  }

  /** 15 of 120 rows match, so that the first 40 that the index returns contain about five. */
  private void searchesTheIndexUntilTheFilterAcceptsEnough() throws SQLException {
    execute("SET enable_seqscan = off"); // the server has one session
    try {
      execute("UPDATE products SET category = 'rare' WHERE price % 8 = 7");
      String plan =
          text(
              "EXPLAIN SELECT key FROM products ORDER BY vector <=> '"
                  + new PGvector(embed("x").toArray())
                  + "'");
      assertThat(plan).contains("products_nearest");
      assertThat(store.search(embed("for the beach"), "rare", 1_000, 10)).hasSize(10);
    } finally {
      execute("RESET enable_seqscan");
    }
  }

  @Test
  void losesAndRepeatsNothingWhenPostgresIsDownForHalfAMinute() throws Exception {
    AtomicLong waited = new AtomicLong();
    StoreInPgvector patient =
        new StoreInPgvector(
            failing(2, server::down),
            "products",
            256,
            seconds -> {
              if (waited.addAndGet(seconds) >= 30) {
                server.up();
              }
            });
    try (Journal journal = journal()) {
      patient.embed(titan, journal, Catalog.of(120));
    }

    assertThat(waited).hasValueBetween(30L, 60L);
    assertThat(rows()).isEqualTo(120);
    assertThat(STUB.requestCount()).isEqualTo(120);
  }

  @Test
  void waitsForTheNewPrimaryAfterAFailover() throws Exception {
    StoreInPgvector patient =
        new StoreInPgvector(
            postgres,
            "products",
            256,
            seconds -> {
              try {
                execute("RESET default_transaction_read_only");
              } catch (SQLException e) {
                fail(e);
              }
            });
    execute("SET default_transaction_read_only = on"); // as on a standby
    try (Journal journal = journal()) {
      patient.embed(titan, journal, Catalog.of(3));
    }
    assertThat(rows()).isEqualTo(3);
  }

  @Test
  void givesUpAfterTenMinutesAndResumes() throws Exception {
    AtomicLong waited = new AtomicLong();
    DataSource nothing = new PGSimpleDataSource();
    ((PGSimpleDataSource) nothing).setUrl("jdbc:postgresql://127.0.0.1:1/");
    StoreInPgvector patient = new StoreInPgvector(nothing, "products", 256, waited::addAndGet);
    try (Journal journal = journal()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> patient.embed(titan, journal, Catalog.of(50)))
          .withMessageContaining("run again later")
          .withCauseInstanceOf(SQLException.class);
      assertThat(waited).hasValueBetween(600L, 660L);

      BulkSummary summary = store.embed(titan, journal, Catalog.of(50));
      assertThat(summary.totals().reused()).isEqualTo(50);
    }
    assertThat(rows()).isEqualTo(50);
    assertThat(STUB.requestCount()).isEqualTo(50);
  }

  @Test
  void writesAgainWhatWasNotCommittedWhenTheProcessWasKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder, // a killed process leaves SQLite's library
                "-cp",
                System.getProperty("java.class.path"),
                KilledBeforeCommit.class.getName(),
                server.url(),
                STUB.endpoint().toString(),
                folder.resolve("journal").toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isEqualTo(KilledBeforeCommit.STATUS);
    assertThat(rows()).isEqualTo(100);

    try (Journal journal = journal()) {
      store.embed(titan, journal, Catalog.of(120));
    }
    assertThat(rows()).isEqualTo(120);
    assertThat(STUB.requestCount()).isEqualTo(120);
  }

  @Test
  void replacesAChangedProductAndSendsOnlyThat() throws Exception {
    List<Product> catalog = new ArrayList<>(Catalog.of(20));
    try (Journal journal = journal()) {
      store.embed(titan, journal, catalog);
      catalog.set(3, new Product("3", "another title", "category 0", 30));
      catalog.set(4, new Product("4", "title 4", "category 0", 40));
      store.embed(titan, journal, catalog);
    }

    assertThat(STUB.requestCount()).isEqualTo(21);
    assertThat(rows()).isEqualTo(20);
    assertThat(
            text(
                "SELECT string_agg(title || price, ' ' ORDER BY key) FROM products WHERE key IN"
                    + " ('3', '4')"))
        .isEqualTo("another title30 title 440");
    Hit nearest = store.search(embed("another title"), "category 0", 100, 1).get(0);
    assertThat(nearest.key()).isEqualTo("3");
    assertThat(nearest.cosine()).isCloseTo(1, within(1e-6));
  }

  @Test
  void restoresALostTableFromTheJournal() throws Exception {
    try (Journal journal = journal()) {
      store.embed(titan, journal, Catalog.of(20));
      execute("DROP TABLE products");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> store.embed(titan, journal, Catalog.of(20)))
          .withMessageContaining("does not exist");

      store.createTable();
      store.write(journal.outcomes(), Catalog.of(10));
    }
    assertThat(rows()).isEqualTo(10); // the others are no longer in the catalog
    assertThat(STUB.requestCount()).isEqualTo(20);
  }

  @Test
  void writesAKeyOnceThatOccursTwiceInAChunk() throws Exception {
    try (Journal journal = journal()) {
      store.embed(titan, journal, Catalog.of(3));
      store.write(Stream.concat(journal.outcomes(), journal.outcomes()), Catalog.of(3));
    }
    assertThat(rows()).isEqualTo(3);
  }

  @Test
  void rejectsACatalogWithADuplicateKey() {
    List<Product> catalog = List.of(Catalog.of(1).get(0), new Product("0", "other", "c", 1));
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
    assertThat(rows()).isZero();
  }

  @Test
  void countsFailedProducts() throws Exception {
    STUB.enqueue(StubResponse.error(400, "ValidationException", "Malformed input request"));
    try (Journal journal = journal()) {
      BulkSummary summary = store.embed(titan, journal, Catalog.of(3));
      assertThat(summary.totals().failed()).isEqualTo(1);
      assertThat(rows()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "O'Reilly's \"quoted\" \\ ? $1 :a {d}",
        "'; DROP TABLE products; --",
        "x' OR '1'='1",
        "Zażółć 鞋 👟 e\u0301 \u202e \n\t\u0001",
        "",
        " "
      })
  void takesAnyTextAsKeyAndCategory(String text) throws Exception {
    List<Product> catalog =
        List.of(new Product(text, "shoe", text, 1), new Product("other", "shoe 2", "other", 1));
    try (Journal journal = journal()) {
      store.embed(titan, journal, catalog);
      store.embed(titan, journal, catalog);
    }
    assertThat(rows()).isEqualTo(2);
    assertThat(store.search(embed("shoe"), text, 1, 10)).extracting(Hit::key).containsExactly(text);
  }

  @Test
  void takesTheLongestKey() throws Exception {
    Random random = new Random(1); // cannot be compressed, as Postgres does with long values
    String key =
        random.ints(500, 0x10000, 0x20000).mapToObj(Character::toString).collect(joining());
    try (Journal journal = journal()) {
      store.embed(titan, journal, List.of(new Product(key, "shoe", "c", 1)));
    }
    assertThat(store.search(embed("shoe"), "c", 1, 1)).extracting(Hit::key).containsExactly(key);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product(key + "x", "shoe", "c", 1))
        .withMessageEndingWith("has [a key of 2001 bytes, above 2000]");
  }

  @Test
  void cutsALongTitleForTheModelOnly() throws Exception {
    String title = "word ".repeat(300);
    try (Journal journal = journal()) {
      store.embed(titan, journal, List.of(new Product("long", title, "c", 1)));
    }
    assertThat(store.search(embed("word"), "c", 1, 1))
        .extracting(Hit::title)
        .containsExactly(title);
    assertThatIllegalArgumentException().isThrownBy(() -> new Product("blank", " ", "c", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nul\0", "half \ud83d"})
  void rejectsTextThatPostgresCannotStore(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Product(text, "t", "c", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Product("k", text, "c", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Product("k", "t", text, 1));
  }

  @Test
  void rejectsVectorsOfAnotherLength() throws Exception {
    StoreInPgvector other =
        new StoreInPgvector(postgres, "products", 384, seconds -> fail("permanent"));
    assertThatIllegalStateException()
        .isThrownBy(other::createTable)
        .withMessage("table products exists without vectors of length 384; use another one");
    try (Journal journal = journal()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> other.embed(titan, journal, Catalog.of(1)))
          .withMessageContaining("expected 256 dimensions, not 384");
    }
    try (Journal journal = Journal.open(folder.resolve("256"), titan.modelId())) {
      store.embed(titan, journal, Catalog.of(1));
    }
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> store.search(Embedding.of(new float[384]), "category 0", 1, 1))
        .withMessageContaining("different vector dimensions 256 and 384");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "products; DROP TABLE products", "Products", "a.b", "7up"})
  void rejectsATableNameThatNeedsQuotes(String table) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoreInPgvector(postgres, table, 256));
  }

  /** Returns a source that causes a fault before it returns a connection for the nth time. */
  private DataSource failing(int nth, Runnable fault) {
    AtomicInteger connections = new AtomicInteger();
    PGSimpleDataSource source =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            if (connections.incrementAndGet() == nth) {
              fault.run();
            }
            return super.getConnection();
          }
        };
    source.setUrl(server.url());
    return source;
  }

  private Journal journal() {
    return Journal.open(folder.resolve("journal"), titan.modelId());
  }

  private Embedding embed(String text) {
    return titan.embed(r -> r.text(text).outputEmbeddingLength(256)).join().embedding();
  }

  private long rows() throws SQLException {
    return Long.parseLong(text("SELECT count(*) FROM products"));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      while (rows.next()) {
        text.append(rows.getString(1));
      }
      return text.toString();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      connection.createStatement().execute(sql);
    }
  }
}
