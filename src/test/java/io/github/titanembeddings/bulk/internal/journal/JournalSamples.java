package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;

/** Journals and outcomes for the tests of this package. */
public final class JournalSamples {
  static final ModelId MODEL = ModelId.onDemand();

  /** The size of a database page in bytes. */
  public static final int PAGE = 4096;

  static final int LENGTH = 256;

  private JournalSamples() {}

  static OutcomeLog open(Path file) {
    return open(file, 0);
  }

  static OutcomeLog open(Path file, int maxPages) {
    return OutcomeLog.open(file, MODEL.toString(), MODEL, false, false, maxPages);
  }

  static ContentHash hash(long seed) {
    byte[] hash = new byte[32];
    new Random(seed).nextBytes(hash);
    return new ContentHash(ByteBuffer.wrap(hash));
  }

  static BulkOutcome.Embedded embedded(String key, long seed) {
    float[] vector = new float[LENGTH];
    Random random = new Random(seed);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat();
    }
    return new BulkOutcome.Embedded(
        key,
        EmbeddingResponse.builder()
            .embedding(Embedding.of(vector))
            .modelId(MODEL)
            .inputTextTokenCount(3)
            .build());
  }

  static BulkOutcome.Failed failed(String key) {
    return new BulkOutcome.Failed(
        key, new RecordedFailureException("REJECTED", "no: größer", false));
  }

  static void record(OutcomeLog store, BulkOutcome outcome, long seed) {
    store.record(outcome.key(), hash(seed), outcome);
  }

  /** Writes a journal of items, a third of them failed, and returns its outcomes. */
  static List<BulkOutcome> write(Path file, int count) {
    List<BulkOutcome> outcomes = new ArrayList<>();
    try (OutcomeLog store = open(file)) {
      for (int i = 0; i < count; i++) {
        BulkOutcome outcome = i % 3 == 2 ? failed("key " + i) : embedded("key " + i, i);
        record(store, outcome, i);
        outcomes.add(outcome);
      }
      store.commit();
    }
    return outcomes;
  }

  /** Opens a journal, which must fail. */
  static void assertRejected(Path file, Kind kind, String part) {
    assertThatThrownBy(() -> open(file))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e).hasMessageContaining(part));
  }

  /** Executes a statement as another program would. */
  static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the number that a query of another program returns. */
  static long number(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      return found.getLong(1);
    }
  }

  /** Returns the offset of the root page of a table or index. */
  public static int page(Path file, String name) throws SQLException {
    String root = "SELECT rootpage FROM sqlite_master WHERE name = '" + name + "'";
    return ((int) number(file, root) - 1) * PAGE;
  }

  /** Returns whether a thread was seen to wait with a time limit before it ended. */
  static boolean waits(Thread thread) throws InterruptedException {
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      if (Thread.interrupted()) {
        throw new InterruptedException("timed out");
      }
      Thread.onSpinWait();
    }
    return thread.isAlive();
  }

  /** Sets the format of a closed journal, as another version of the library writes it. */
  public static void setFormat(Path file, long format) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = " + format);
      statement.execute("UPDATE facts SET format = " + format);
      long checksum;
      try (ResultSet facts = statement.executeQuery("SELECT * FROM facts")) {
        checksum = OutcomeRow.checksum(JournalDatabase.values(facts).subList(0, 9));
      }
      statement.execute("UPDATE facts SET checksum = " + checksum);
    }
  }

  static List<String> read(OutcomeLog store) {
    return store.outcomes().map(JournalSamples::text).toList();
  }

  static List<String> texts(List<? extends BulkOutcome> outcomes) {
    return outcomes.stream().map(JournalSamples::text).toList();
  }

  /** Returns all that a journal keeps of an outcome; exceptions have no equality. */
  static String text(BulkOutcome outcome) {
    return outcome.fold(
        embedded ->
            embedded.key()
                + " "
                + embedded.response()
                + " "
                + java.util.Arrays.toString(embedded.response().embedding().toArray())
                + embedded.response().binaryEmbedding(),
        failed -> failed.key() + " " + failed.exception());
  }
}
