package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.titanembeddings.bulk.JournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repair replaces only the journal, preserves the original and overwrites no other file. */
class JournalRepairTest {
  private static final int ITEMS = 24;
  private static final int PAGE = JournalSamples.PAGE;

  @TempDir private Path folder;

  private Path file(String suffix) {
    return folder.resolve("items.journal" + suffix);
  }

  private Connection connect(String suffix) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file(suffix).toUri());
  }

  @BeforeEach
  void write() {
    JournalSamples.write(file(""), ITEMS);
  }

  @Test
  void overwritesNoFile() throws IOException {
    List<String> taken =
        List.of(".repaired", ".repaired-2.lock", ".damaged", ".damaged-2-journal", ".damaged-3");
    for (String suffix : taken) {
      Files.writeString(file(suffix), suffix);
    }
    byte[] before = Files.readAllBytes(file(""));

    JournalRepair.Result result = JournalRepair.repair(file(""));

    assertThat(result.kept()).isEqualTo(ITEMS);
    assertThat(result.original())
        .isEqualTo(folder.toRealPath().resolve("items.journal.damaged-4"))
        .hasBinaryContent(before);
    for (String suffix : taken) {
      assertThat(file(suffix)).hasContent(suffix);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(taken.size() + 3);
    }
  }

  @Test
  void keepsTheStateOfAnInterruptedCommit() throws IOException, SQLException {
    interruptACommit();
    byte[] database = Files.readAllBytes(file(""));
    byte[] rollback = Files.readAllBytes(file("-journal"));

    JournalRepair.Result result = JournalRepair.repair(file(""));

    assertThat(result.kept()).isEqualTo(ITEMS);
    assertThat(result.lost()).isZero();
    assertThat(file(".damaged")).hasBinaryContent(database);
    assertThat(file(".damaged-journal")).hasBinaryContent(rollback);
    assertThat(file("-journal")).doesNotExist();
    try (OutcomeLog store = JournalSamples.open(file(""))) {
      assertThat(JournalSamples.read(store)).hasSize(ITEMS);
    }
    assertThat(overwritten(".damaged"))
        .as("updated rows after SQLite rolled back the kept copy")
        .isZero();
  }

  @Test
  void keepsTheWriteAheadLogOfAnotherTool() throws IOException, SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("UPDATE outcomes SET vector = zeroblob(5000) WHERE number = 1");
      Files.copy(file(""), file(".copy"));
      Files.copy(file("-wal"), file(".copy-wal"));
    }
    Files.move(file(".copy"), file(""), StandardCopyOption.REPLACE_EXISTING);
    Files.move(file(".copy-wal"), file("-wal"));
    byte[] database = Files.readAllBytes(file(""));
    byte[] log = Files.readAllBytes(file("-wal"));

    JournalRepair.Result result = JournalRepair.repair(file(""));

    assertThat(result.kept()).isEqualTo(ITEMS - 1);
    assertThat(result.lost()).isEqualTo(1);
    assertThat(file(".damaged")).hasBinaryContent(database);
    assertThat(file(".damaged-wal")).hasBinaryContent(log);
  }

  @Test
  void keepsADatabaseInWalModeWhoseHeaderIsDamaged() throws IOException, SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
    }
    byte[] whole = Files.readAllBytes(file(""));
    for (int bits = 0; bits < 1 << Byte.SIZE; bits = Math.max(1, 2 * bits)) {
      byte[] damaged = whole.clone();
      damaged[18] ^= (byte) bits; // the write version
      Files.write(file(""), damaged);

      JournalRepair.Result result = JournalRepair.repair(file(""));

      assertThat(result.kept()).as("bits %d", bits).isEqualTo(ITEMS);
      assertThat(result.original()).hasBinaryContent(damaged);
      assertThat(file("-wal")).doesNotExist();
      assertThat(file("-shm")).doesNotExist();
      try (OutcomeLog store = JournalSamples.open(file(""))) {
        assertThat(JournalSamples.read(store)).hasSize(ITEMS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keepsRowsThatAreLaterThanTheFacts(boolean hasLock) throws IOException, SQLException {
    int at = JournalSamples.page(file(""), "facts");
    byte[] facts = Files.readAllBytes(file(""));
    try (OutcomeLog store = JournalSamples.open(file(""))) {
      for (int i = 0; i < 12; i++) {
        JournalSamples.record(store, JournalSamples.embedded("later " + i, i), i);
      }
      store.commit();
    }
    try (RandomAccessFile database = new RandomAccessFile(file("").toFile(), "rw")) {
      database.seek(at);
      database.write(facts, at, PAGE); // as if the disk had lost its last write
    }
    if (!hasLock) {
      Files.delete(file(".lock"));
    }
    int last = numberOf("", "SELECT max(number) FROM outcomes");
    assertThat(numberOf("", "SELECT outcomes FROM facts")).isEqualTo(ITEMS);
    assertThat(last).isEqualTo(ITEMS + 12);
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE outcomes SET checksum = 0 WHERE number = 30");
      statement.execute("UPDATE outcomes SET number = 1 << 40 WHERE number = " + last);
    }

    JournalRepair.Result result = JournalRepair.repair(file(""));

    assertThat(result.kept()).isEqualTo(ITEMS + 10);
    assertThat(result.lost()).as("the last is known from the lock").isEqualTo(hasLock ? 2 : 1);
    try (OutcomeLog store = JournalSamples.open(file(""))) {
      assertThat(JournalSamples.read(store)).hasSize(ITEMS + 10);
    }
  }

  @Test
  void keepsTheStateOfAnInterruptedCommitInAnInterruptedThread() throws IOException, SQLException {
    interruptACommit();
    Thread.currentThread().interrupt();
    try {
      assertThat(JournalRepair.repair(file("")).kept()).isEqualTo(ITEMS);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** The name of the new database's rollback journal has more than 255 characters. */
  @Test
  void namesTheJournalIfTheNewDatabaseCannotBeWritten() {
    Path longest = folder.resolve("x".repeat(240));
    JournalSamples.write(longest, ITEMS);

    assertThatThrownBy(() -> JournalRepair.repair(longest))
        .isInstanceOfSatisfying(
            JournalException.class, e -> assertThat(e.file()).isEqualTo(longest.toString()))
        .hasMessageStartingWith(longest + ": ");
  }

  @Test
  void leavesNoFileIfItFails() throws IOException {
    Files.createDirectory(file("-journal"));
    byte[] before = Files.readAllBytes(file(""));

    assertThatThrownBy(() -> JournalRepair.repair(file(""))).isInstanceOf(JournalException.class);

    assertThat(file("")).hasBinaryContent(before);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file(""), file("-journal"), file(".lock"));
    }
  }

  @Test
  void keepsTheDatabaseAndItsRollbackJournalIfTheRepairFails() throws IOException, SQLException {
    removeTheModel();
    interruptACommit();
    byte[] database = Files.readAllBytes(file(""));
    byte[] rollback = Files.readAllBytes(file("-journal"));

    assertThatThrownBy(() -> JournalRepair.repair(file("")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("names the model");

    assertThat(overwritten("")).as("updated rows after SQLite rolled back").isZero();
    assertThat(file(".damaged")).hasBinaryContent(database);
    assertThat(file(".damaged-journal")).hasBinaryContent(rollback);
  }

  @Test
  void keepsAnInvalidRollbackJournalIfTheRepairFails() throws IOException, SQLException {
    removeTheModel();
    byte[] invalid = ByteBuffer.allocate(512).putLong(0xd9d505f920a163d7L).array();
    Files.write(file("-journal"), invalid);
    byte[] before = Files.readAllBytes(file(""));

    assertThatThrownBy(() -> JournalRepair.repair(file("")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("names the model");

    assertThat(file("-journal")).doesNotExist();
    assertThat(file("")).hasBinaryContent(before);
    assertThat(file(".damaged")).hasBinaryContent(before);
    assertThat(file(".damaged-journal")).hasBinaryContent(invalid);
  }

  @Test
  void leavesNoCopyIfAnotherProgramHasTheDatabaseOpenInWalMode() throws IOException, SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("UPDATE outcomes SET vector = zeroblob(5000) WHERE number = 1");
      assertThat(file("-wal")).isNotEmptyFile();

      assertThatThrownBy(() -> JournalRepair.repair(file("")))
          .isInstanceOfSatisfying(
              JournalException.class,
              e -> assertThat(e.kind()).isEqualTo(JournalException.Kind.LOCKED))
          .hasMessageContaining("WAL mode");

      assertThat(folder).isDirectoryNotContaining("glob:**.{damaged,repaired}*");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsThePermissions() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    for (String permissions : List.of("rw-------", "r--r-----", "rw-rw-rw-")) {
      Files.setPosixFilePermissions(file(""), PosixFilePermissions.fromString(permissions));

      JournalRepair.repair(file(""));

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(""))))
          .isEqualTo(permissions);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsTheOwnerAndTheGroup() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("unix"));
    assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid")), "is not root");
    Files.setAttribute(file(""), "unix:uid", 7);
    Files.setAttribute(file(""), "unix:gid", 8);

    JournalRepair.repair(file(""));

    assertThat(Files.readAttributes(file(""), "unix:uid,gid"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("uid", 7, "gid", 8));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void createsAFileThatOtherUsersCannotRead() throws IOException {
    FilePermissions.createPrivate(file(".new"));

    assertThat(Files.getPosixFilePermissions(file(".new")))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  /** Another user may replace a file of an administrator's repair by a link. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void followsNoLink() throws IOException {
    Path secret = Files.createFile(folder.resolve("secret"));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path link = Files.createSymbolicLink(file(".repaired"), secret);

    assertThatThrownBy(() -> FilePermissions.copyPermissions(file(""), link))
        .isInstanceOf(IOException.class);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> FilePermissions.copyFile(file(""), link))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(secret).isEmptyFile();
    assertThatThrownBy(() -> FilePermissions.copyFile(link, file(".copy")))
        .isInstanceOf(IOException.class);
    assertThat(file(".copy")).isEmptyFile();
    Path realLink = folder.toRealPath().resolve(link.getFileName());
    assertThatThrownBy(() -> JournalConnection.open(file(""), realLink, true, 0).close())
        .isInstanceOf(JournalException.class)
        .rootCause()
        .hasMessageContaining("CANTOPEN_SYMLINK");
  }

  /** The permissions of this file, {@code r--r--r--}, cannot be changed. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void toleratesARefusedChmodUnlessTheModeIsWider() throws IOException {
    Path fixed = Path.of("/proc/self/status");
    Files.setPosixFilePermissions(file(""), PosixFilePermissions.fromString("rw-r--r--"));
    FilePermissions.copyPermissions(file(""), fixed);

    Files.setPosixFilePermissions(file(""), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> FilePermissions.copyPermissions(file(""), fixed))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void keepsARollbackJournalThatIsReadOnly() throws IOException {
    byte[] unfinished = new byte[600];
    Files.write(file("-journal"), unfinished);
    for (String suffix : List.of("", "-journal")) {
      assertThat(file(suffix).toFile().setReadOnly()).isTrue();
    }
    assumeFalse(Files.isWritable(file("")), "root writes any file");

    assertThat(JournalRepair.repair(file("")).kept()).isEqualTo(ITEMS);
    assertThat(file(".damaged-journal")).hasBinaryContent(unfinished);
  }

  /** Removes the model from both places that store it: the facts table and the lock file. */
  private void removeTheModel() throws IOException, SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE facts SET checksum = 0");
    }
    Files.delete(file(".lock"));
  }

  /** Leaves a hot rollback journal and a partially written commit. */
  private void interruptACommit() throws IOException, SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size = 1"); // spills dirty pages before the commit
      statement.execute("BEGIN");
      statement.execute("UPDATE outcomes SET vector = zeroblob(5000)");
      Files.copy(file(""), file(".copy"));
      Files.copy(file("-journal"), file(".copy-journal"));
      statement.execute("ROLLBACK");
    }
    Files.move(file(".copy"), file(""), StandardCopyOption.REPLACE_EXISTING);
    Files.move(file(".copy-journal"), file("-journal"));
    Files.copy(file(""), file(".unsafe"));
    assertThat(overwritten(".unsafe")).as("rows without the rollback journal").isPositive();
  }

  private int overwritten(String suffix) throws SQLException {
    return numberOf(suffix, "SELECT count(*) FROM outcomes WHERE length(vector) = 5000");
  }

  private int numberOf(String suffix, String sql) throws SQLException {
    return (int) JournalSamples.number(file(suffix), sql);
  }
}
