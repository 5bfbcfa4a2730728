package io.github.titanembeddings.examples.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.examples.pgvector.ReindexWithNewModel.Drift;
import io.github.titanembeddings.examples.pgvector.ReindexWithNewModel.Generation;
import io.github.titanembeddings.examples.pgvector.StoreInPgvector.Hit;
import io.github.titanembeddings.examples.pgvector.StoreInPgvector.Product;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.testing.VectorSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReindexWithNewModelTest {
  private static final ModelId TUNED =
      ModelId.provisioned("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl");

  private final TitanStub stub = TitanStub.start();
  private final DataSource postgres = Postgres.shared().dataSource();
  private final List<Product> catalog = Catalog.of(90);
  private @TempDir Path folder;
  private Generation base;
  private Generation tuned;
  private ReindexWithNewModel reindex;

  @BeforeEach
  void embedWithTheBaseModel() throws Exception {
    base = generation(stub.asyncClient(), "products_1", 256);
    tuned = generation(stub.asyncClient().withModel(TUNED), "products_2", 384);
    reindex = new ReindexWithNewModel(postgres, base, tuned);
    base.store().createTable();
    base.store().embed(base.titan(), base.journal(), catalog);
  }

  private Generation generation(TitanEmbeddingsAsyncClient titan, String table, int length) {
    return new Generation(
        titan,
        new StoreInPgvector(postgres, table, length),
        Journal.open(folder.resolve(table), titan.modelId()));
  }

  @AfterEach
  void close() throws SQLException {
    base.journal().close();
    tuned.journal().close();
    stub.close();
    execute("DROP TABLE products_1, products_2, live_table");
  }

  @Test
  void resumesABackfillThatStopped() throws Exception {
    AtomicInteger texts = new AtomicInteger();
    stub.vectors(
        source(
            (text, length) -> {
              if (texts.incrementAndGet() == 20) {
                stub.enqueue(StubResponse.error(403, "AccessDeniedException", "no access"));
              }
              return vector(text, length);
            }));
    assertThatExceptionOfType(BulkStoppedException.class)
        .isThrownBy(() -> reindex.backfill(catalog));
    long embedded = tuned.journal().embedded();
    assertThat(embedded).isBetween(20L, 89L);
    long sent = stub.requestCount();

    assertThat(reindex.backfill(catalog).totals().reused()).isEqualTo(embedded);
    assertThat(stub.requestCount()).isEqualTo(sent + 90 - embedded);
    assertThat(tuned.journal().embedded()).isEqualTo(90);
    reindex.cutOver(0);
  }

  @Test
  void readsBothTablesUntilTheCutover() throws Exception {
    assertThat(search("title 4")).extracting(Hit::key).startsWith("4").hasSize(5);
    reindex.backfill(catalog.subList(0, 10)); // products 1, 4 and 7 are in the category

    List<Hit> both = search("title 4");
    assertThat(both).extracting(Hit::key).startsWith("4").doesNotHaveDuplicates().hasSize(5);
    assertThat(both).extracting(Hit::key).contains("1", "7"); // the next ones in the new table
    assertThat(search("title 88")).extracting(Hit::key).startsWith("88"); // in the old one only
    assertThatIllegalStateException()
        .isThrownBy(() -> reindex.cutOver(79))
        .withMessage(
            "80 products are missing or outdated in products_2, more than 79; call backfill again");

    reindex.cutOver(80);
    assertThat(search("title 4")).extracting(Hit::key).containsExactlyInAnyOrder("1", "4", "7");
    assertThat(lastRequest().modelId()).isEqualTo(TUNED.value());
    assertThat(lastRequest().outputEmbeddingLength()).isEqualTo(384);
    assertThat(new ReindexWithNewModel(postgres, base, tuned).search("x", "category 1", 99, 9))
        .hasSize(3); // another server

    reindex.rollBack();
    assertThat(search("title 88")).extracting(Hit::key).startsWith("88");
  }

  @Test
  void backfillsWhatChangedMeanwhile() throws Exception {
    reindex.backfill(catalog);
    List<Product> changed = new ArrayList<>(catalog);
    changed.set(5, new Product("5", "another title", "category 0", 5));
    changed.set(6, new Product("6", "title 6", "category 0", 66));
    changed.add(new Product("new", "title", "category 0", 1));
    base.store().embed(base.titan(), base.journal(), changed);
    execute("DELETE FROM products_1 WHERE key = '7'");
    assertThatIllegalStateException()
        .isThrownBy(() -> reindex.cutOver(0))
        .withMessageStartingWith("3 products");

    long sent = stub.requestCount();
    reindex.backfill(changed);
    assertThat(stub.requestCount()).isEqualTo(sent + 2);
    reindex.cutOver(0);
    assertThat(search("title 7")).extracting(Hit::key).doesNotContain("7");
  }

  @Test
  void leavesOutWhatTheJournalOrTheCatalogLacks() throws Exception {
    List<Product> other = new ArrayList<>(catalog.subList(1, 90));
    other.add(new Product("new", "title", "category 0", 1));

    assertThat(reindex.backfill(other).totals().embedded()).isEqualTo(89);
  }

  @Test
  void returnsAndLogsDriftBelowACosineOf99Percent() throws Exception {
    Logger logger = Logger.getLogger(ReindexWithNewModel.class.getName());
    logger.setUseParentHandlers(false);
    List<String> warnings = new ArrayList<>();
    logger.setFilter(record -> warnings.add(new SimpleFormatter().formatMessage(record)));
    stub.vectors(source(ReindexWithNewModelTest::vector));
    reindex.backfill(catalog);
    assertThat(reindex.drifted(tuned, 20)).isEmpty();
    stub.vectors(source((text, length) -> turned(vector(text, length), 0.991)));
    assertThat(reindex.drifted(tuned, 20)).isEmpty();
    assertThat(warnings).isEmpty();

    stub.vectors(source((text, length) -> turned(vector(text, length), 0.989)));
    List<Drift> drifted = reindex.drifted(tuned, 20);
    assertThat(drifted).hasSize(20).isEqualTo(reindex.drifted(tuned, 20));
    assertThat(drifted.get(0).cosine()).isCloseTo(0.989, within(1e-4));
    assertThat(warnings)
        .first()
        .isEqualTo(
            "20 of 20 vectors in products_2 differ from those of the model today, by a cosine down"
                + " to 0.989");
    assertThat(reindex.drifted(tuned, 1_000)).hasSize(90);
  }

  private List<Hit> search(String text) throws SQLException {
    return reindex.search(text, "category 1", 1_000, 5);
  }

  private StubRequest lastRequest() {
    List<StubRequest> requests = stub.requests();
    return requests.get(requests.size() - 1);
  }

  private interface TextVectors {
    float[] of(String text, int length);
  }

  private static VectorSource source(TextVectors vectors) {
    return new VectorSource() {
      @Override
      public float[] text(String text, int length) {
        return vectors.of(text, length);
      }

      @Override
      public float[] image(byte[] image, int length) {
        throw new IllegalArgumentException("texts only");
      }
    };
  }

  private static float[] vector(String text, int length) {
    Random random = new Random(text.hashCode());
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embedding.of(vector).normalized().toArray();
  }

  /** Returns a unit vector that has a cosine with a unit vector. */
  private static float[] turned(float[] vector, double cosine) {
    Embedding from = Embedding.of(vector);
    float[] other = vector("other", vector.length);
    double dot = from.dot(Embedding.of(other));
    double scale = Math.sqrt((1 - cosine * cosine) / (1 - dot * dot));
    float[] turned = new float[vector.length];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = (float) (cosine * vector[i] + scale * (other[i] - dot * vector[i]));
    }
    return turned;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      connection.createStatement().execute(sql);
    }
  }
}
