package io.github.titanembeddings.bulk.internal.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** Connects to SQLite databases at their real paths; messages name {@code path}. */
final class JournalConnection {
  /**
   * Exceeds every row that the library writes. By default, SQLite reads up to 10^9 bytes for a row
   * whose length is damaged.
   */
  private static final int MAX_ROW_BYTES = 1 << 20;

  /**
   * {@code SQLITE_OPEN_NOFOLLOW}, which sqlite-jdbc does not name: rejects a path with a link in
   * any part; no effect on Windows.
   */
  private static final int NO_FOLLOW = 0x01000000;

  private JournalConnection() {}

  /**
   * Opens a database or creates an empty one; {@code maxPages} of 4 KiB limit the file, 0 for no
   * limit.
   */
  static Connection open(Path path, Path real, boolean isPowerSafe, int maxPages) {
    SQLiteConfig config = new SQLiteConfig();
    config.setGetGeneratedKeys(false); // else a second query after each insert
    config.setPageSize(4096);
    config.setCacheSize(-16_000); // KiB
    config.setJournalMode(JournalMode.TRUNCATE);
    config.setSynchronous(isPowerSafe ? SynchronousMode.FULL : SynchronousMode.OFF);
    if (maxPages > 0) {
      config.setMaxPageCount(maxPages);
    }
    return open(path, real, config);
  }

  /** Opens a damaged database with a limit on the size of its rows, without reading it. */
  static Connection openDamaged(Path path, Path real) {
    SQLiteConfig config = new SQLiteConfig();
    config.setPragma(SQLiteConfig.Pragma.LIMIT_LENGTH, String.valueOf(MAX_ROW_BYTES));
    return open(path, real, config);
  }

  private static Connection open(Path path, Path real, SQLiteConfig config) {
    config.setBusyTimeout(JournalFailures.BUSY_SECONDS * 1_000);
    Properties settings = config.toProperties();
    settings.setProperty(
        SQLiteConfig.Pragma.OPEN_MODE.getPragmaName(),
        String.valueOf(config.getOpenModeFlags() | NO_FOLLOW));
    boolean isInterrupted = Thread.interrupted(); // else loading sqlite-jdbc may clear it
    try {
      return JDBC.createConnection("jdbc:sqlite:" + real.toUri(), settings);
    } catch (SQLException | LinkageError e) {
      throw JournalFailures.of(path, e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
