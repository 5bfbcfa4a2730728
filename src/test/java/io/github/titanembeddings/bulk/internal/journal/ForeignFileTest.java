package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no journal, or one of another format, are rejected and left unchanged. */
class ForeignFileTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("items.journal");
  }

  private Path lockFile() {
    return folder.resolve("items.journal.lock");
  }

  @Test
  void leavesTheLockFileOfAnotherProgramUnchanged() throws IOException {
    Files.writeString(lockFile(), "locked packages");

    assertThatThrownBy(() -> JournalSamples.open(file()))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("belongs to another program");
    assertThat(lockFile()).hasContent("locked packages");
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1", "DROP TABLE facts", "ALTER TABLE facts DROP COLUMN failed"})
  void rejectsALaterFormat(String change) throws SQLException {
    JournalSamples.write(file(), 1);
    JournalSamples.setFormat(file(), 3);
    JournalSamples.execute(file(), change);

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> JournalSamples.open(file()), () -> JournalRepair.repair(file()))) {
      assertThatThrownBy(use)
          .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_VERSION))
          .satisfies(e -> assertThat(e).hasMessageContaining("format 3"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"key\": 1}\n", "SQLite", "\0\0\0\0\0\0\0\0\0"})
  void leavesAForeignFileUnchanged(String content) throws IOException {
    Files.writeString(file(), content);

    assertThatThrownBy(() -> JournalSamples.open(file()))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_A_JOURNAL))
        .satisfies(e -> assertThat(e).hasMessageContaining("stays unchanged"));
    assertThat(Files.readAllBytes(file())).isEqualTo(content.getBytes(UTF_8));
    assertThatThrownBy(() -> JournalRepair.repair(file())).isInstanceOf(JournalException.class);
  }

  @Test
  void leavesAForeignDatabaseUnchanged() throws IOException, SQLException {
    JournalSamples.execute(file(), "CREATE TABLE other (x)");
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(() -> JournalSamples.open(file()))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_A_JOURNAL));
    assertThat(file()).hasBinaryContent(before);
  }

  /** The rows of the view never end. */
  @ParameterizedTest
  @ValueSource(strings = {"outcomes", "OUTCOMES", "facts", "batch_items"})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rejectsAViewInPlaceOfATable(String table) throws IOException, SQLException {
    JournalSamples.write(file(), 3);
    JournalSamples.execute(file(), "DROP TABLE IF EXISTS " + table);
    JournalSamples.execute(
        file(),
        "CREATE VIEW "
            + table
            + " (number, rowid) AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            + " SELECT i, i FROM n");
    byte[] before = Files.readAllBytes(file());

    JournalSamples.assertRejected(file(), Kind.NOT_A_JOURNAL, table + " is a view");
    assertThatThrownBy(() -> JournalRepair.repair(file())).hasMessageContaining("is a view");
    assertThat(file()).hasBinaryContent(before);
  }

  @Test
  void acceptsAViewAndALargeTableOfTheUser() throws IOException, SQLException {
    int count = JournalSamples.write(file(), 3).size();
    JournalSamples.execute(file(), "CREATE VIEW failed AS SELECT * FROM outcomes");
    JournalSamples.execute(file(), "CREATE TABLE mine AS SELECT zeroblob(2000000) AS value");
    JournalSamples.execute(file(), "CREATE INDEX by_value ON mine (value)");
    Files.delete(lockFile()); // so that the whole database is checked

    try (OutcomeLog log = JournalSamples.open(file())) {
      assertThat(JournalSamples.read(log)).hasSize(count);
    }
  }

  /** SQLite would delete them. */
  @ParameterizedTest
  @CsvSource({
    "-journal, notes on a trip",
    "-journal, note",
    "-journal, SQLite format 3",
    "-wal, notes on a trip"
  })
  void leavesAForeignFileWithTheNameOfOneOfSqliteUnchanged(String suffix, String content)
      throws IOException {
    Path foreign = Files.writeString(folder.resolve("items.journal" + suffix), content);

    JournalSamples.assertRejected(file(), Kind.NOT_A_JOURNAL, foreign.toString());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(foreign);
    }
    Files.createFile(file());
    JournalSamples.assertRejected(file(), Kind.NOT_A_JOURNAL, foreign.toString());
    assertThat(file()).isEmptyFile();
    Path aside = Files.move(foreign, folder.resolve("aside"));
    JournalSamples.write(file(), 3);
    Files.move(aside, foreign);
    byte[] before = Files.readAllBytes(file());
    JournalSamples.assertRejected(file(), Kind.NOT_A_JOURNAL, foreign.toString());
    assertThatThrownBy(() -> JournalRepair.repair(file())).hasMessageContaining("move that file");
    assertThat(file()).hasBinaryContent(before);
    assertThat(foreign).hasContent(content);
  }

  /** Such a journal would be deleted when that of the shorter name is opened. */
  @ParameterizedTest
  @ValueSource(strings = {"a-journal", "a-wal", "a-shm", "a.lock", "A-Journal"})
  void rejectsTheNameOfAFileBesideAnotherJournal(String name) throws IOException {
    JournalSamples.assertRejected(folder.resolve(name), Kind.NOT_A_JOURNAL, "give another name");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve(name));
    Files.createFile(folder.resolve(name));
    JournalSamples.assertRejected(link, Kind.NOT_A_JOURNAL, "give another name");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(link, folder.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-journal", "-wal", "-shm", ".lock"})
  void recognizesTheFilesOfAJournal(String suffix) throws IOException {
    Path path = folder.resolve("items.journal" + suffix);
    assertThat(JournalLock.isJournal(path)).isFalse();
    JournalSamples.write(file(), 1);
    assertThat(JournalLock.isJournal(path)).isTrue();
    assertThat(JournalLock.isJournal(folder.resolve("items" + suffix))).isFalse();
  }

  @Test
  void acceptsAnEmptyFileAsNew() throws IOException {
    Files.createFile(file());

    assertThat(JournalSamples.texts(JournalSamples.write(file(), 3))).hasSize(3);
  }
}
