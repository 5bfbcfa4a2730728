package io.github.titanembeddings.bulk.internal.journal;

import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.embedded;
import static io.github.titanembeddings.bulk.internal.journal.JournalSamples.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.support.OtherJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A journal has one writer and is one regular file. */
class JournalLockTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("items.journal");
  }

  /** Opens each of some journals and prints the result. */
  public static final class OpenJournal {
    public static void main(String[] args) {
      for (String path : args) {
        try (OutcomeLog store = JournalSamples.open(Path.of(path))) {
          System.out.println("opened with " + store.embedded());
        } catch (JournalException e) {
          System.out.println(e.kind() + ", retryable " + e.isRetryable() + ": " + e.getMessage());
        }
      }
    }
  }

  @Test
  void rejectsASecondOpeningInThisProcessUnderAnyName() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    try (OutcomeLog store = JournalSamples.open(file())) {
      Path link = Files.createSymbolicLink(folder.resolve("link"), file());
      for (Path name :
          List.of(file(), folder.resolve("sub/../items.journal"), file().toAbsolutePath(), link)) {
        JournalSamples.assertRejected(name, Kind.LOCKED, "in this process");
      }
      record(store, embedded("still open", 1), 1);
      store.commit();
    }
    try (OutcomeLog store = JournalSamples.open(file())) {
      assertThat(store.embedded()).isEqualTo(1);
    }
  }

  @Test
  void rejectsASecondProcessUntilTheFirstCloses() throws IOException, InterruptedException {
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, embedded("one", 1), 1);
      store.commit();
      assertThatThrownBy(() -> JournalSamples.open(file())).isInstanceOf(JournalException.class);

      assertThat(OtherJvm.run(Map.of(), OpenJournal.class, file().toString()))
          .singleElement()
          .asString()
          .startsWith("LOCKED, retryable true: ")
          .contains("in another process");
    }
    assertThat(OtherJvm.run(Map.of(), OpenJournal.class, file().toString()))
        .containsExactly("opened with 1");
  }

  @Test
  void keepsTheLockWhenTheFilesOfAnOpenJournalAreRecognized()
      throws IOException, InterruptedException {
    try (OutcomeLog store = JournalSamples.open(file())) {
      for (String suffix : List.of("", "-journal", "-wal", "-shm", ".lock")) {
        Path beside = folder.resolve("items.journal" + suffix);
        assertThat(JournalLock.isJournal(beside)).as(suffix).isTrue();
      }

      assertThat(OtherJvm.run(Map.of(), OpenJournal.class, file().toString()))
          .singleElement()
          .asString()
          .startsWith("LOCKED");
      assertThat(store.embedded()).isZero();
    }
  }

  /** Begins a transaction in each of some databases and prints the result. */
  public static final class BeginTransaction {
    public static void main(String[] args) {
      for (String path : args) {
        String url = "jdbc:sqlite:" + Path.of(path).toUri() + "?busy_timeout=0";
        try (Connection connection = DriverManager.getConnection(url);
            Statement statement = connection.createStatement()) {
          statement.execute("BEGIN IMMEDIATE");
          System.out.println("begun");
        } catch (SQLException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  /** Closing a second descriptor of a file releases the locks on it, on POSIX systems. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsAllLocksWhenLinksToTheFilesOfAnOpenJournalAreRecognized()
      throws IOException, InterruptedException {
    try (OutcomeLog store = JournalSamples.open(file())) {
      record(store, embedded("one", 1), 1);
      Path database = Files.createLink(folder.resolve("database"), file());
      Path lock = Files.createLink(folder.resolve("lock"), folder.resolve("items.journal.lock"));
      Path link = Files.createSymbolicLink(folder.resolve("link"), database);

      Path beside = folder.resolve("database-journal");
      for (Path path : List.of(database, lock, link, beside)) {
        assertThat(JournalLock.isJournal(path)).as(path.toString()).isTrue();
      }

      assertThat(OtherJvm.run(Map.of(), BeginTransaction.class, file().toString()))
          .singleElement()
          .asString()
          .contains("SQLITE_BUSY");
      Files.delete(lock);
      Files.delete(database);
      assertThat(OtherJvm.run(Map.of(), OpenJournal.class, file().toString()))
          .singleElement()
          .asString()
          .contains("open in another process");
      store.commit();
    }
    JournalSamples.open(file()).close();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void closingTwiceKeepsTheLockOfALaterOpening() throws IOException {
    JournalLock lock = JournalLock.of(file(), false);
    lock.close();
    try (OutcomeLog later = JournalSamples.open(file())) {
      lock.close();

      Files.createLink(folder.resolve("other.lock"), folder.resolve("items.journal.lock"));
      assertThat(JournalLock.isJournal(folder.resolve("other"))).as("is held").isTrue();
      JournalSamples.assertRejected(file(), Kind.LOCKED, "in this process");
      assertThat(later.outcomes()).isEmpty();
    }
  }

  /** As a copy of this class in another class loader would hold it. */
  @Test
  void keepsALockThatOtherCodeOfThisProcessHolds() throws IOException, InterruptedException {
    JournalSamples.write(file(), 1);
    try (RandomAccessFile other = new RandomAccessFile(file() + ".lock", "rw")) {
      other.getChannel().lock();
      for (int i = 0; i < 3; i++) {
        JournalSamples.assertRejected(file(), Kind.LOCKED, "in this process");
      }
      assertThat(OtherJvm.run(Map.of(), OpenJournal.class, file().toString()))
          .singleElement()
          .asString()
          .contains("in another process");
    }
    JournalSamples.open(file()).close();
  }

  /** A bind mount gives the lock file another path; so does a hard link. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void recognizesAnOpenJournalUnderAnotherPath() throws IOException {
    Path other = folder.resolve("other");
    try (OutcomeLog store = JournalSamples.open(file())) {
      Files.createLink(folder.resolve("other.lock"), folder.resolve("items.journal.lock"));

      JournalSamples.assertRejected(other, Kind.LOCKED, "in this process");
      assertThat(JournalLock.isJournal(other)).isTrue();
      assertThat(store.outcomes()).isEmpty();
    }
    assertThat(JournalLock.isJournal(other)).isFalse();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void rejectsAnOpenJournalWhoseLockFileWasReplaced() throws IOException {
    OutcomeLog store = JournalSamples.open(file());
    Files.delete(folder.resolve("items.journal.lock"));

    JournalSamples.assertRejected(file(), Kind.LOCKED, "in this process");
    assertThatThrownBy(store::close).isInstanceOf(JournalException.class);
  }

  @Test
  void rejectsALockFileThatIsALinkToTheDatabase() throws IOException {
    JournalSamples.write(file(), 1);
    Path lock = folder.resolve("items.journal.lock");
    Files.delete(lock);
    Files.createSymbolicLink(lock, file());
    byte[] before = Files.readAllBytes(file());

    JournalSamples.assertRejected(
        file(), Kind.NOT_A_JOURNAL, lock.toRealPath().getParent() + "/items.journal.lock");
    assertThat(file()).hasBinaryContent(before);
    Files.delete(lock);
    Files.createDirectory(lock);
    JournalSamples.assertRejected(file(), Kind.NOT_A_JOURNAL, "not a regular file; delete it");
  }

  @Test
  void namesTheFolderOfAMissingNativeLibraryEachTime() throws IOException, InterruptedException {
    List<String> printed =
        OtherJvm.run(
            Map.of(),
            List.of(
                "-Dorg.sqlite.tmpdir=" + folder.resolve("missing"),
                "-cp",
                System.getProperty("java.class.path"),
                OpenJournal.class.getName(),
                file().toString(),
                file().toString(),
                file().toString()));

    assertThat(printed)
        .filteredOn(line -> line.startsWith("FAILED, "))
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(folder.resolve("missing").toString(), "org.sqlite.tmpdir"));
  }

  @Test
  void rejectsHardLinks() throws IOException {
    JournalSamples.write(file(), 1);
    Path link = Files.createLink(folder.resolve("hard"), file());

    JournalSamples.assertRejected(link, Kind.NOT_A_JOURNAL, "hard link");
    JournalSamples.assertRejected(file(), Kind.NOT_A_JOURNAL, "hard link");
  }

  @Test
  void rejectsSpecialFiles() throws IOException {
    Files.createDirectory(folder.resolve("directory"));
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));

    JournalSamples.assertRejected(folder.resolve("directory"), Kind.NOT_A_JOURNAL, "directory");
    JournalSamples.assertRejected(dangling, Kind.NOT_A_JOURNAL, "not a regular file");
    JournalSamples.assertRejected(Path.of("/dev/null"), Kind.NOT_A_JOURNAL, "not a regular file");
    assertThat(Files.exists(Path.of("/dev/null.lock"))).isFalse();
  }
}
