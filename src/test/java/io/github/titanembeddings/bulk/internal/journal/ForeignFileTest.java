package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file().toUri());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
    execute(change);

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
    execute("CREATE TABLE other (x)");
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(() -> JournalSamples.open(file()))
        .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_A_JOURNAL));
    assertThat(file()).hasBinaryContent(before);
  }

  @Test
  void acceptsAnEmptyFileAsNew() throws IOException {
    Files.createFile(file());

    assertThat(JournalSamples.texts(JournalSamples.write(file(), 3))).hasSize(3);
  }
}
