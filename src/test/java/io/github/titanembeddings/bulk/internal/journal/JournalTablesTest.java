package io.github.titanembeddings.bulk.internal.journal;

import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.LENGTH;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.MODEL;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.embedded;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.failed;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.journal.JournalTables.Recorded;
import io.github.titanembeddings.exception.ServiceException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that batch jobs read from and write to a journal. */
class JournalTablesTest {
  @TempDir private Path folder;
  private OutcomeLog log;
  private JournalTables tables;

  @BeforeEach
  void open() {
    log = JournalSamples.open(folder.resolve("items.journal"));
    log.begin(MODEL);
    tables = new JournalTables(log);
  }

  @AfterEach
  void close() {
    log.end();
    log.close();
  }

  private void reopen() {
    close();
    open();
  }

  private static BulkOutcome rejected(String key) {
    String message = "REJECTED: status 400: Image exceeds max pixels allowed.";
    return new BulkOutcome.Failed(
        key,
        ServiceException.builder(ServiceException.Kind.REJECTED, message).statusCode(400).build());
  }

  private List<Long> notes() {
    return tables.query("SELECT id FROM notes ORDER BY id", row -> row.getLong(1));
  }

  @Test
  void findsTheOutcomeOfAKeyOrOfItsContent() {
    assertThat(tables.find("a", hash(1), LENGTH)).isNull();
    assertThat(tables.isRecorded(hash(1))).isFalse();

    assertThat(tables.record("a", hash(1), embedded("a", 1))).isEqualTo(1);

    assertThat(tables.lastNumber()).isEqualTo(1);
    assertThat(tables.find("a", hash(1), LENGTH)).isEqualTo(new Recorded(1, true));
    assertThat(tables.find("b", hash(1), LENGTH)).isEqualTo(new Recorded(1, false));
    assertThat(tables.find("a", hash(2), LENGTH)).isNull();
    assertThat(tables.isRecorded(hash(1))).isTrue();
    assertThat(tables.isRecorded(hash(2))).isFalse();
  }

  @Test
  void findsNoFailureThatIsRetried() {
    tables.record("a", hash(1), failed("a"));
    tables.record("b", hash(2), rejected("b"));
    assertThat(tables.find("a", hash(1), LENGTH)).as("same run").isEqualTo(new Recorded(1, true));
    log.commit();
    reopen();

    assertThat(tables.find("a", hash(1), LENGTH)).isNull();
    assertThat(tables.isRecorded(hash(1))).isFalse();
    assertThat(tables.find("b", hash(2), LENGTH)).isEqualTo(new Recorded(2, true));
    assertThat(tables.isRecorded(hash(2))).isTrue();
  }

  @Test
  void reportsWhichOutcomesTheNextRunRetries() {
    tables.record("a", hash(1), failed("a"));
    tables.record("b", hash(2), rejected("b"));
    tables.record("c", hash(3), embedded("c", 3));

    assertThat(tables.isRetried(1, hash(1))).isTrue();
    assertThat(tables.isRetried(2, hash(2))).as("rejected input").isFalse();
    assertThat(tables.isRetried(3, hash(3))).isFalse();
  }

  @Test
  void requiresOneVectorLengthPerRun() {
    tables.find("a", hash(1), LENGTH);

    assertThatThrownBy(() -> tables.find("b", hash(2), LENGTH * 2))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("not of " + LENGTH * 2);
  }

  @Test
  void neverReturnsTheOutcomeOfAnotherContent() {
    tables.record("a", hash(1), embedded("a", 1));

    assertThat(tables.outcome(1, hash(1), "b")).isEqualTo(embedded("b", 1));
    assertThatThrownBy(() -> tables.outcome(1, hash(2), "a"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("the outcome number 1 belongs to another item");
    assertThatThrownBy(() -> tables.outcome(2, hash(1), "a"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("1 recorded outcome is missing");
  }

  @Test
  void commitsChangesTogetherWithOutcomes() {
    tables.update("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    assertThat(tables.update("INSERT INTO notes VALUES (?), (?)", 1L, 2L)).isEqualTo(2);
    tables.record("a", hash(1), embedded("a", 1));
    log.commit();
    tables.record("b", hash(2), embedded("b", 2));
    tables.update("DELETE FROM notes");
    assertThat(notes()).isEmpty();
    reopen();

    assertThat(notes()).containsExactly(1L, 2L);
    assertThat(tables.lastNumber()).isEqualTo(1);
  }

  @Test
  void writesNothingAfterAFailure() {
    tables.update("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    log.commit();
    tables.update("INSERT INTO notes VALUES (1)");

    assertThatThrownBy(() -> tables.update("INSERT INTO notes VALUES (1)"))
        .isInstanceOf(JournalException.class);

    assertThatThrownBy(() -> tables.update("INSERT INTO notes VALUES (2)"))
        .isInstanceOf(JournalException.class);
    assertThatThrownBy(() -> tables.record("a", hash(1), embedded("a", 1)))
        .isInstanceOf(JournalException.class);
    assertThatThrownBy(log::commit).isInstanceOf(JournalException.class);
    assertThat(notes()).isEmpty();
    assertThat(tables.lastNumber()).isZero();
  }

  @Test
  void rejectsUseAfterClose() {
    log.end();
    log.close();

    assertThatIllegalStateException().isThrownBy(() -> tables.find("a", hash(1), LENGTH));
    assertThatIllegalStateException().isThrownBy(() -> tables.isRecorded(hash(1)));
    assertThatIllegalStateException().isThrownBy(() -> tables.outcome(1, hash(1), "a"));
    assertThatIllegalStateException().isThrownBy(this::notes);
    assertThatIllegalStateException().isThrownBy(() -> tables.update("CREATE TABLE notes (id)"));
  }

  @ParameterizedTest
  @CsvSource({"true, 2", "false, 0"})
  void flushesCommitsIfTheyMustSurviveAPowerFailure(boolean isPowerSafe, long synchronous) {
    Path file = folder.resolve("other.journal");
    try (OutcomeLog other = OutcomeLog.open(file, MODEL.toString(), MODEL, isPowerSafe, false, 0)) {
      assertThat(new JournalTables(other).query("PRAGMA synchronous", row -> row.getLong(1)))
          .containsExactly(synchronous);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "content"})
  void looksUpOutcomesByAnIndex(String column) {
    String plan = "EXPLAIN QUERY PLAN SELECT * FROM outcomes WHERE " + column + " = 'a'";

    assertThat(tables.query(plan, row -> row.getString("detail")))
        .singleElement()
        .asString()
        .contains("outcomes_by_" + column);
  }
}
