package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A repair keeps a batch run whole or reports that it is lost. */
class BatchRunCopyTest {
  private static final int PAGE = JournalSamples.PAGE;
  private static final int ITEMS = 24;
  private static final int JOBS = 3;

  @TempDir private Path folder;
  private List<String> written;

  private Path file() {
    return folder.resolve("items.journal");
  }

  @BeforeEach
  void write() {
    written = JournalSamples.texts(JournalSamples.write(file(), ITEMS));
    try (OutcomeLog log = JournalSamples.open(file())) {
      JournalTables tables = new JournalTables(log);
      JournalTables.BATCH_SCHEMA.forEach(sql -> tables.update(sql));
      tables.update("INSERT INTO batch_run VALUES (1, 'tag', 's3://bucket/tag/', 'WRITTEN', 256)");
      for (long i = 1; i <= JOBS; i++) {
        tables.update(
            "INSERT INTO batch_jobs VALUES (?, ?, ?, 8, 0, 99, 1, 'READ', 'arn')",
            i,
            i * 8 - 7,
            i * 8);
      }
      for (int i = 0; i < ITEMS; i++) {
        byte[] content = JournalSamples.hash(i).bytes();
        List<Object> item =
            new ArrayList<>(Arrays.asList(i + 1L, "key " + i, content, 0L, i + 1L, null, null, 0L));
        item.set(7, JournalTables.itemChecksum(item));
        tables.update("INSERT INTO batch_items VALUES (?, ?, ?, ?, ?, ?, ?, ?)", item.toArray());
      }
      log.commit();
    }
  }

  private void flip(int at, int bits) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    bytes[at] ^= (byte) bits;
    Files.write(file(), bytes);
  }

  private int page(String table) throws SQLException {
    return JournalSamples.page(file(), table);
  }

  private long number(String sql) throws SQLException {
    return JournalSamples.number(file(), sql);
  }

  private void assertKept() throws SQLException {
    JournalRepair.Result result = JournalRepair.repair(file());
    assertThat(result.batchRunLost()).isFalse();
    assertThat(result.kept()).isEqualTo(ITEMS);
    assertThat(number("SELECT count(*) FROM batch_items WHERE outcome = number")).isEqualTo(ITEMS);
    assertThat(number("SELECT count(*) FROM batch_jobs WHERE stage = 'READ'")).isEqualTo(JOBS);
    assertThat(number("SELECT count(*) FROM batch_run WHERE vector_length = 256")).isEqualTo(1);
    JournalSamples.open(file()).close();
  }

  private void assertLost() throws SQLException {
    JournalRepair.Result result = JournalRepair.repair(file());
    assertThat(result.batchRunLost()).isTrue();
    assertThat(result.kept()).isEqualTo(ITEMS);
    assertThat(number("SELECT count(*) FROM sqlite_master WHERE name LIKE 'batch%'")).isZero();
    try (OutcomeLog log = JournalSamples.open(file())) {
      assertThat(JournalSamples.read(log)).isEqualTo(written);
    }
  }

  /** SQLite reads fewer rows, or some twice, without an error. */
  @ParameterizedTest
  @CsvSource({"batch_items, 4, 16", "batch_jobs, 4, 1", "batch_jobs, 4, 16", "batch_jobs, 8, 1"})
  void reportsARunWhoseRowsAreNotAllThere(String table, int at, int bits)
      throws IOException, SQLException {
    flip(page(table) + at, bits);

    assertLost();
  }

  /** All rows can be read. */
  @Test
  void reportsARunWhoseJobsAreNotInOrder() throws IOException, SQLException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file()));
    int places = page("batch_jobs") + 8;
    short first = bytes.getShort(places);
    bytes.putShort(places, bytes.getShort(places + 2)).putShort(places + 2, first);
    Files.write(file(), bytes.array());

    assertLost();
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch_run", "batch_jobs", "batch_items"})
  void reportsARunWithoutOneOfItsTables(String table) throws SQLException {
    JournalSamples.execute(file(), "DROP TABLE " + table);

    assertLost();
  }

  @Test
  void reportsARunWithoutTables() throws SQLException {
    for (String table : JournalDatabase.BATCH_TABLES) {
      JournalSamples.execute(file(), "DROP TABLE " + table);
    }

    assertLost();
  }

  /** Rows are missing or extra; SQLite's own checks find no fault. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM batch_run",
        "INSERT INTO batch_run SELECT 2, tag, folder, stage, 0 FROM batch_run",
        "DELETE FROM batch_jobs WHERE number = 1",
        "DELETE FROM batch_jobs WHERE number = 2",
        "DELETE FROM batch_items WHERE number = 1",
        "DELETE FROM batch_items WHERE number = 9",
        "DELETE FROM batch_items WHERE number > 23"
      })
  void reportsAMissingOrExtraRow(String change) throws SQLException {
    JournalSamples.execute(file(), change);

    assertLost();
  }

  @ParameterizedTest
  @CsvSource({"WRITTEN, true", "DONE, true", "WRITING, false"})
  void reportsALostLastJobUnlessWriting(String stage, boolean isLost) throws SQLException {
    JournalSamples.execute(file(), "UPDATE batch_run SET stage = '" + stage + "'");
    JournalSamples.execute(file(), "UPDATE batch_items SET outcome = 0 WHERE number > 16");
    JournalSamples.execute(file(), "DELETE FROM batch_jobs WHERE number = 3");

    assertThat(JournalRepair.repair(file()).batchRunLost()).isEqualTo(isLost);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batch_run SET stage = 'WBITTEN'",
        "batch_run SET stage = NULL",
        "batch_run SET tag = 'uag'",
        "batch_run SET vector_length = x'00'",
        "batch_jobs SET stage = 'RDAD'",
        "batch_jobs SET first = 0",
        "batch_jobs SET last = 'x'",
        "batch_jobs SET last = 16 WHERE number = 3",
        "batch_jobs SET records = NULL",
        "batch_jobs SET bytes = x'00'",
        "batch_jobs SET bytes = -1",
        "batch_jobs SET arn = x'00'",
        "batch_items SET checksum = NULL, content = 'text'",
        "batch_items SET checksum = NULL, content = NULL",
        "batch_items SET checksum = NULL, same_as = number",
        "batch_items SET checksum = NULL, key = 'key 1'" // the copy fails
      })
  void reportsARunWithADamagedValue(String change) throws SQLException {
    JournalSamples.execute(file(), "DROP INDEX batch_items_of_key");
    JournalSamples.execute(file(), "UPDATE " + change);

    assertLost();
  }

  /** Fewer leftover records than a job has are valid, even if an outcome is lost. */
  @Test
  void keepsARunWithRecordsThatHaveNoJob() throws SQLException {
    JournalSamples.execute(file(), "DELETE FROM batch_jobs WHERE number = 3");
    JournalSamples.execute(file(), "UPDATE batch_items SET outcome = 0 WHERE number > 17");
    JournalSamples.execute(file(), "UPDATE outcomes SET checksum = 0 WHERE number = 17");

    assertThat(JournalRepair.repair(file()).batchRunLost()).isFalse();
    assertThat(number("SELECT count(*) FROM batch_items WHERE outcome = 0")).isEqualTo(8);
  }

  @Test
  void reportsARunWithADamagedItem() throws SQLException {
    JournalSamples.execute(file(), "UPDATE batch_items SET same_as = 3 WHERE number = 7");

    assertLost();
  }

  /** The word follows the type, the name and the table of a row in {@code sqlite_master}. */
  @ParameterizedTest
  @ValueSource(strings = {"tablebatch_items", "batch_itemsbatch_items", "outcome INTEGER"})
  void keepsARunWhoseDescriptionIsDamaged(String description) throws IOException, SQLException {
    String schema = new String(Files.readAllBytes(file()), ISO_8859_1);
    int at = schema.lastIndexOf(description, schema.indexOf("CREATE TABLE batch_jobs"));
    assertThat(at).isPositive();
    flip(at + 4, 1);

    assertKept();
  }

  @Test
  void keepsARunWithADamagedIndex() throws IOException, SQLException {
    String bytes = new String(Files.readAllBytes(file()), ISO_8859_1);
    int at = bytes.indexOf("key 17", page("batch_items_of_key"));
    assertThat(at).isLessThan(page("batch_items_of_key") + PAGE);
    flip(at + 4, 8);

    assertKept();
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch_items_of_key", "batch_items_by_content"})
  void keepsARunWithADamagedPageOfAnIndex(String index) throws IOException, SQLException {
    flip(page(index), 1); // its type

    assertKept();
  }

  @Test
  void keepsARunOfAnEarlyVersion() throws SQLException {
    JournalSamples.execute(file(), "ALTER TABLE batch_items DROP COLUMN checksum");

    assertKept();
  }

  @Test
  void refersToNoOutcomeThatIsLostOrOfAnotherContent() throws SQLException {
    JournalSamples.execute(file(), "UPDATE outcomes SET checksum = 0 WHERE number = 3");
    JournalSamples.execute(file(), "UPDATE batch_items SET outcome = 2 WHERE number = 1");
    JournalSamples.execute(file(), "UPDATE batch_items SET outcome = 900 WHERE number = 2");

    JournalRepair.Result result = JournalRepair.repair(file());

    assertThat(result.batchRunLost()).isFalse();
    assertThat(number("SELECT count(*) FROM batch_items WHERE outcome = 0")).isEqualTo(3);
    assertThat(number("SELECT count(*) FROM batch_items WHERE outcome = number - 1 AND number > 3"))
        .isEqualTo(ITEMS - 3);
  }

  /** As if the disk had lost the writes of the facts and of the last page. */
  @Test
  void keepsTheOutcomesOfARunThatAreLaterThanTheFacts() throws IOException, SQLException {
    Path lock = folder.resolve("items.journal.lock");
    byte[] marker = Files.readAllBytes(lock);
    byte[] before = Files.readAllBytes(file());
    try (OutcomeLog log = JournalSamples.open(file())) {
      for (int i = 0; i < 2 * ITEMS; i++) {
        JournalSamples.record(log, JournalSamples.failed("key " + i), i % ITEMS);
      }
      new JournalTables(log).update("UPDATE batch_items SET outcome = outcome + " + 2 * ITEMS);
      log.commit();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file()));
    bytes.put(page("facts"), before, page("facts"), PAGE);
    int lastLeaf = (bytes.getInt(page("outcomes") + 8) - 1) * PAGE;
    int lost = bytes.getShort(lastLeaf + 3);
    bytes.put(lastLeaf, new byte[PAGE]);
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(bytes);
    }
    Files.write(lock, marker);

    JournalRepair.Result result = JournalRepair.repair(file());

    int found = ITEMS - lost;
    assertThat(result.kept()).isEqualTo(2 * ITEMS + found);
    assertThat(result.batchRunLost()).isFalse();
    assertThat(found).isBetween(1, ITEMS - 1);
    assertThat(number("SELECT count(*) FROM batch_items WHERE outcome = number + " + 2 * ITEMS))
        .isEqualTo(found);
    assertThat(number("SELECT count(*) FROM batch_items WHERE outcome = 0"))
        .isEqualTo(ITEMS - found);
  }
}
