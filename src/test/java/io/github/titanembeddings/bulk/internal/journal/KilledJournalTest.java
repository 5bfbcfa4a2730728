package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A journal whose creation was killed opens again, and one whose repair was killed is repaired; a
 * damaged one is never overwritten.
 */
class KilledJournalTest {
  private static final int PAGE = 4096;
  private static final int SCHEMA_ROWS_AT = 103; // the number of tables and indexes in page 1

  @TempDir private Path folder;

  private Path file(String suffix) {
    return folder.resolve("items.journal" + suffix);
  }

  /** Writes the rollback journal of a transaction that began with an empty database. */
  private void beginWithNoPages() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(512).putLong(0xd9d505f920a163d7L);
    header.putInt(0).putInt(0x4d1c5a2e).putInt(0).putInt(512).putInt(PAGE);
    Files.write(file("-journal"), header.array());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5})
  void createsAJournalWhoseCreationWasKilled(int pages) throws IOException {
    JournalSamples.write(file(""), 0);
    byte[] created = Files.readAllBytes(file(""));
    assertThat(created).hasSize(5 * PAGE);
    Files.write(file(""), Arrays.copyOf(created, pages * PAGE));
    Files.write(file(".lock"), new byte[0]);
    beginWithNoPages();

    List<String> written = JournalSamples.texts(JournalSamples.write(file(""), 3));

    try (OutcomeLog store = JournalSamples.open(file(""))) {
      assertThat(JournalSamples.read(store)).isEqualTo(written);
    }
  }

  @Test
  void reportsAJournalWithOutcomesThatWasRolledBackToNothing() throws IOException {
    JournalSamples.write(file(""), 24);
    beginWithNoPages();

    JournalSamples.assertRejected(file(""), Kind.DAMAGED, "Journal.repair(path)");
  }

  @Test
  void reportsAJournalWithABatchRunThatWasRolledBackToNothing() throws IOException {
    try (OutcomeLog log = JournalSamples.open(file(""))) {
      new JournalTables(log).update("CREATE TABLE batch_run (id INTEGER)");
      log.commit();
    }
    beginWithNoPages();

    JournalSamples.assertRejected(file(""), Kind.DAMAGED, "Journal.repair(path)");
  }

  @Test
  void leavesADamagedJournalWithoutTablesUnchanged() throws IOException {
    JournalSamples.write(file(""), 24);
    byte[] damaged = Files.readAllBytes(file(""));
    damaged[SCHEMA_ROWS_AT] = 0;
    damaged[SCHEMA_ROWS_AT + 1] = 0;
    Files.write(file(""), damaged);
    Files.delete(file(".lock"));

    JournalSamples.assertRejected(file(""), Kind.DAMAGED, "no such table");
    assertThat(file("")).hasBinaryContent(damaged);
  }

  /** A repair that is killed before it renames the new database leaves a second hard link. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void repairsAJournalWhoseRepairWasKilled() throws IOException {
    List<String> written = JournalSamples.texts(JournalSamples.write(file(""), 24));
    Files.createLink(file(".damaged"), file(""));
    Files.createLink(file(".damaged-2"), file(""));
    byte[] before = Files.readAllBytes(file(""));

    JournalSamples.assertRejected(file(""), Kind.DAMAGED, "a repair was interrupted");
    assertThatThrownBy(() -> JournalSamples.open(file(".damaged")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("hard link");
    JournalRepair.Result result = JournalRepair.repair(file(""));

    assertThat(result.kept()).isEqualTo(24);
    assertThat(result.original()).hasFileName("items.journal.damaged-3");
    assertThat(file(".damaged")).hasBinaryContent(before);
    assertThat(Files.getAttribute(file(""), "unix:nlink")).isEqualTo(1);
    try (OutcomeLog store = JournalSamples.open(file(""))) {
      assertThat(JournalSamples.read(store)).isEqualTo(written);
    }
  }

  @Test
  void repairsAJournalWhoseRepairWasKilledBeforeItsEnd() throws IOException {
    JournalSamples.write(file(""), 24);
    byte[] lock = Files.readAllBytes(file(".lock"));
    JournalRepair.repair(file(""));
    Files.write(file(".lock"), lock);

    JournalSamples.assertRejected(file(""), Kind.DAMAGED, "or its repair was interrupted");
    assertThat(JournalRepair.repair(file("")).kept()).isEqualTo(24);
    JournalSamples.open(file("")).close();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void rejectsAnyOtherHardLink() throws IOException {
    JournalSamples.write(file(""), 1);
    Files.createLink(folder.resolve("other"), file(""));
    Files.createLink(file(".damaged"), file(""));
    Files.createSymbolicLink(file(".damaged-link"), file(""));
    Files.copy(file(""), file(".damaged-copy"));

    assertThatThrownBy(() -> JournalSamples.open(file("")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("hard link");
    assertThatThrownBy(() -> JournalRepair.repair(file("")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("hard link");
  }
}
