package io.github.titanembeddings.bulk.internal.journal;

import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.embedded;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other threads and programs that use the files of a journal. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalInterferenceTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("items.journal");
  }

  @Test
  void closesOnceIfTwoThreadsClose() throws InterruptedException {
    OutcomeLog log = JournalSamples.open(file());
    log.begin(JournalSamples.MODEL);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> closers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread closer = new Thread(() -> log.close(TimeUnit.DAYS.toNanos(1)));
      closer.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
      closer.start();
      closers.add(closer);
    }
    for (Thread closer : closers) {
      assertThat(JournalSamples.waits(closer)).isTrue();
    }

    log.end();
    for (Thread closer : closers) {
      closer.join();
    }

    assertThat(failures).isEmpty();
    OutcomeLog next = JournalSamples.open(file());
    log.close();
    JournalSamples.assertRejected(file(), Kind.LOCKED, "open in this process");
    next.close();
  }

  @Test
  void reportsRowsThatAnotherProgramDeletedWhileItWasOpen() throws SQLException {
    JournalSamples.write(file(), 20);
    try (OutcomeLog log = JournalSamples.open(file())) {
      JournalSamples.execute(file(), "DELETE FROM outcomes WHERE number BETWEEN 5 AND 9");
      record(log, embedded("new", 30), 30);
      log.commit();
    }

    JournalSamples.assertRejected(file(), Kind.DAMAGED, "5 recorded outcomes are missing");
  }

  @Test
  void rejectsADatabaseThatCannotBeWritten() throws SQLException {
    JournalSamples.write(file(), 3);
    JournalSamples.execute(
        file(),
        "CREATE TRIGGER read_only BEFORE INSERT ON facts BEGIN SELECT RAISE(FAIL, 'no'); END");

    JournalSamples.assertRejected(file(), Kind.FAILED, "SQLite error");
  }

  @Test
  void readsAJournalOnAFullDisk() throws IOException, SQLException {
    JournalSamples.write(file(), 3);
    JournalSamples.execute(file(), "CREATE TABLE fill (bytes BLOB)");
    JournalSamples.execute(
        file(),
        "CREATE TRIGGER fill_disk AFTER INSERT ON facts"
            + " BEGIN INSERT INTO fill VALUES (zeroblob(100000)); END");

    int pages = (int) (Files.size(file()) / 4096);
    byte[] lock = Files.readAllBytes(folder.resolve("items.journal.lock"));
    try (OutcomeLog log = JournalSamples.open(file(), pages)) {
      assertThat(log.outcomes()).hasSize(3);
      assertThatThrownBy(() -> log.begin(JournalSamples.MODEL))
          .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DISK_FULL))
          .satisfies(e -> assertThat(e).hasMessageContaining("open the journal again"));
    }
    assertThat(folder.resolve("items.journal.lock")).hasBinaryContent(lock);
  }

  @Test
  void asksForNoWaitAfterALockedWrite() {
    try (OutcomeLog log = JournalSamples.open(file())) {
      log.fail(new JournalException(Kind.LOCKED, file(), "locked by another program", null));

      assertThatThrownBy(() -> log.begin(JournalSamples.MODEL))
          .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
          .satisfies(e -> assertThat(e.isRetryable()).isFalse());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "delete", "replace"})
  void reportsALostBatchRunWithoutOutcomes(String change) throws IOException {
    Path copy = folder.resolve("copy");
    JournalSamples.open(file()).close();
    Files.copy(file(), copy);
    try (OutcomeLog log = JournalSamples.open(file())) {
      new JournalTables(log).update("CREATE TABLE batch_run (id INTEGER)");
      log.commit();
    }
    JournalSamples.open(file()).close();

    switch (change) {
      case "empty" -> Files.write(file(), new byte[0]);
      case "delete" -> Files.delete(file());
      default -> Files.copy(copy, file(), StandardCopyOption.REPLACE_EXISTING);
    }

    JournalSamples.assertRejected(file(), Kind.DAMAGED, "the state of a batch run is missing");
    if (change.equals("delete")) {
      JournalSamples.assertRejected(file(), Kind.DAMAGED, "items.journal.lock to start over");
    } else {
      assertThat(JournalRepair.repair(file()).batchRunLost()).isTrue();
      JournalSamples.open(file()).close();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsTheRollbackJournalOfAnotherDatabaseInItsPlace() throws IOException {
    OutcomeLog log = JournalSamples.open(file());
    record(log, embedded("a", 1), 1);
    log.commit();
    Files.move(file(), folder.resolve("moved"));
    Files.write(file(), new byte[100]);
    Path other = Files.write(folder.resolve("items.journal-journal"), new byte[100]);

    assertThatThrownBy(log::close).hasMessageContaining("moved or replaced");

    assertThat(other).hasSize(100);
  }
}
