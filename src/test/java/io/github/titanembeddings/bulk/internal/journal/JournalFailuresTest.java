package io.github.titanembeddings.bulk.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JournalFailuresTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, DAMAGED, Journal.repair(path)",
    "3, ACCESS_DENIED, permissions",
    "5, LOCKED, another program",
    "6, LOCKED, end its transaction",
    "8, ACCESS_DENIED, permissions",
    "10, FAILED, check the disk",
    "11, DAMAGED, Journal.repair(path)",
    "13, DISK_FULL, free some space",
    "14, ACCESS_DENIED, folder must exist",
    "26, DAMAGED, restore the file from a copy"
  })
  void namesTheRemedyOfAnSqliteError(int code, Kind kind, String remedy) {
    SQLException cause = new SQLException("why", null, code);

    JournalException failure = JournalFailures.of(folder, cause);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining(remedy).hasCause(cause);
    assertThat(failure.isRetryable()).isEqualTo(kind == Kind.LOCKED);
  }

  static Stream<Arguments> ioFailures() {
    return Stream.of(
        Arguments.of(new AccessDeniedException("a"), Kind.ACCESS_DENIED),
        Arguments.of(new FileNotFoundException("a (Permission denied)"), Kind.ACCESS_DENIED),
        Arguments.of(
            new FileSystemException("a", null, "Read-only file system"), Kind.ACCESS_DENIED),
        Arguments.of(new IOException("No space left on device"), Kind.DISK_FULL),
        Arguments.of(new IOException("Disk quota exceeded"), Kind.DISK_FULL),
        Arguments.of(new NoSuchFileException("a"), Kind.FAILED),
        Arguments.of(new IOException(), Kind.FAILED));
  }

  @ParameterizedTest
  @MethodSource("ioFailures")
  void classifiesIoFailures(IOException cause, Kind kind) {
    JournalException failure = JournalFailures.of(folder, cause);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageStartingWith(folder + ": ").hasCause(cause);
  }
}
