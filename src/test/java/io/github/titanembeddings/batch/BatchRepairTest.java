package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.journal.JournalSamples;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose journal is damaged and repaired. */
class BatchRepairTest {
  @TempDir private Path folder;
  @AutoClose private BatchEnvironment env;

  /** A run of three jobs whose callback fails at an outcome of the second one. */
  @BeforeEach
  void start() {
    env = new BatchEnvironment(folder);
    int[] delivered = new int[1];
    assertThatThrownBy(
            () ->
                env.builder()
                    .build()
                    .embed(
                        BatchEnvironment.items(43),
                        outcome -> {
                          if (++delivered[0] == 25) {
                            throw new IllegalStateException("stop");
                          }
                        }))
        .hasMessage("stop");
    env.journal.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + env.file);
  }

  @Test
  void resumesTheRunAndReadsLostOutcomesAgain() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE outcomes SET checksum = 0 WHERE number IN (3, 30)");
    }

    Journal.Repair repair = Journal.repair(env.file);
    env.restart();
    List<BulkOutcome> outcomes = new ArrayList<>();
    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(43), outcomes::add);

    assertThat(repair.lost()).isEqualTo(2);
    assertThat(repair.batchRunLost()).isFalse();
    assertThat(summary).isEqualTo(new BatchSummary(3, 43, 0, 0));
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(43));
    assertThat(env.jobs()).hasSize(3);
    assertThat(env.journal.embedded()).isEqualTo(43);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "outcome = 4",
        "key = 'another'",
        "key = 5",
        "content = (SELECT content FROM batch_items WHERE number = 4)",
        "same_as = 4",
        "adjustment = 'another'"
      })
  void neverDeliversTheOutcomeOfAnotherItem(String change) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE batch_items SET " + change + " WHERE number = 3");
    }
    env.restart();

    assertThatThrownBy(() -> env.builder().build().embed(BatchEnvironment.items(43), outcome -> {}))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("Journal.repair");

    env.journal.close();
    Journal.Repair repair = Journal.repair(env.file);
    env.restart();
    List<BulkOutcome> outcomes = new ArrayList<>();
    env.builder().build().embed(BatchEnvironment.items(43), outcomes::add);

    assertThat(repair.batchRunLost()).isEqualTo(!change.startsWith("outcome"));
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(43));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumesARunOfAnEarlyVersion(boolean isRepaired) throws SQLException {
    env.close();
    env = new BatchEnvironment(folder.resolve("early version"));
    Iterable<BulkItem> failing =
        () ->
            Stream.iterate(1, i -> i + 1)
                .map(i -> BatchEnvironment.item(i < 30 ? i : Integer.parseInt("the source failed")))
                .iterator();
    assertThatThrownBy(() -> env.builder().build().embed(failing, outcome -> {}))
        .isInstanceOf(NumberFormatException.class);
    env.journal.close();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE batch_items DROP COLUMN checksum");
      statement.execute("DROP INDEX batch_items_of_key");
      statement.execute("CREATE INDEX batch_items_by_key ON batch_items (key)");
    }
    if (isRepaired) {
      assertThat(Journal.repair(env.file).batchRunLost()).isFalse();
    }
    env.restart();
    List<BulkItem> items = new ArrayList<>(BatchEnvironment.items(43));
    items.add(BatchEnvironment.item(42));

    BatchSummary summary = env.builder().build().embed(items, outcome -> {});

    assertThat(summary).isEqualTo(new BatchSummary(3, 43, 1, 0));
  }

  @Test
  void reportsALostRun() throws SQLException, IOException {
    int page = JournalSamples.page(env.file, "batch_items");
    try (RandomAccessFile database = new RandomAccessFile(env.file.toFile(), "rw")) {
      database.seek(page);
      database.write(new byte[JournalSamples.PAGE]);
    }

    Journal.Repair repair = Journal.repair(env.file);
    env.restart();

    assertThat(repair.batchRunLost()).isTrue();
    assertThat(repair.lost()).isZero();
    assertThat(env.builder().build().embed(BatchEnvironment.items(43), outcome -> {}).embedded())
        .isEqualTo(43);
    assertThat(env.jobs()).hasSize(4); // the third is resubmitted
  }
}
