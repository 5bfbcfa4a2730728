package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow.Column;
import io.github.titanembeddings.internal.LibraryVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/** The SQLite database of a journal: all SQL of the library. Not thread-safe. */
final class JournalDatabase implements AutoCloseable {
  static final int BUSY_SECONDS = 60;

  /** {@code PRAGMA application_id} of a journal, "TITN". */
  static final int APPLICATION_ID = 0x5449544e;

  private static final int FORMAT = 1;
  private static final String COLUMNS =
      Stream.of(Column.values()).map(Column::sqlName).collect(Collectors.joining(", "));

  private final Path path;
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private boolean isWriting;

  /**
   * The row of the table {@code facts}.
   *
   * @param journal the id of the journal
   * @param model the model of the vectors
   * @param vectorLength the length of every vector; 0 before the first one
   * @param outcomes how many rows the table {@code outcomes} has
   * @param embedded how many keys have a vector as their latest outcome
   * @param failed how many keys have a failure as their latest outcome
   */
  record Facts(
      String journal, String model, long vectorLength, long outcomes, long embedded, long failed) {
    /** Returns the facts after a row was added whose key had another row before. */
    Facts plus(OutcomeRow row, @Nullable OutcomeRow before) {
      long embeddedBefore = before != null && before.isEmbedded() ? 1 : 0;
      long failedBefore = before != null ? 1 - embeddedBefore : 0;
      return new Facts(
          journal,
          model,
          Math.max(vectorLength, row.vectorLength()),
          outcomes + 1,
          embedded - embeddedBefore + (row.isEmbedded() ? 1 : 0),
          failed - failedBefore + (row.isEmbedded() ? 0 : 1));
    }

    private @Nullable Object[] values() {
      @Nullable Object[] values = {
        1L,
        (long) FORMAT,
        journal,
        model,
        vectorLength,
        LibraryVersion.get(),
        outcomes,
        embedded,
        failed,
        null
      };
      values[9] = OutcomeRow.checksum(values, 9);
      return values;
    }
  }

  private JournalDatabase(Path path, Connection connection) {
    this.path = path;
    this.connection = connection;
  }

  /**
   * Opens a database or creates an empty one.
   *
   * @param path the path for messages
   * @param real the file
   * @param isPowerSafe whether a commit waits for the disk
   * @param maxPages the largest size of the file in pages of 4 KiB; 0 for no limit
   */
  static JournalDatabase open(Path path, Path real, boolean isPowerSafe, int maxPages) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + real.toUri());
    JournalDatabase database = null;
    try {
      database = new JournalDatabase(path, source.getConnection());
      database.execute("PRAGMA busy_timeout = " + BUSY_SECONDS * 1_000);
      database.execute("PRAGMA page_size = 4096");
      database.execute("PRAGMA cache_size = -16000");
      if (!Objects.equals(database.value("PRAGMA journal_mode = TRUNCATE"), "truncate")) {
        throw new JournalException(
            Kind.LOCKED, path, "another program has the database open in WAL mode; close it", null);
      }
      database.execute("PRAGMA synchronous = " + (isPowerSafe ? "FULL" : "OFF"));
      if (maxPages > 0) {
        database.execute("PRAGMA max_page_count = " + maxPages);
      }
      return database;
    } catch (SQLException | RuntimeException e) {
      if (database != null) {
        database.close();
      }
      throw e instanceof SQLException failure
          ? JournalFailures.of(path, failure)
          : (RuntimeException) e;
    }
  }

  /** Creates the tables, in one transaction. */
  void create(Facts facts) {
    run(
        () -> {
          begin();
          execute("PRAGMA application_id = " + APPLICATION_ID);
          execute("PRAGMA user_version = " + FORMAT);
          execute(
              "CREATE TABLE outcomes ("
                  + Stream.of(Column.values())
                      .map(column -> column.sqlName() + " " + column.type)
                      .collect(Collectors.joining(", "))
                  + ")");
          execute("CREATE INDEX outcomes_by_key ON outcomes (key)");
          execute("CREATE INDEX outcomes_by_content ON outcomes (content)");
          execute(
              "CREATE TABLE facts (id INTEGER PRIMARY KEY, format INTEGER, journal TEXT, model TEXT,"
                  + " vector_length INTEGER, library_version TEXT, outcomes INTEGER,"
                  + " embedded INTEGER, failed INTEGER, checksum INTEGER)");
          return null;
        });
    commit(facts);
  }

  /** Returns the facts. */
  Facts facts() {
    return run(
        () -> {
          if (value("PRAGMA user_version") instanceof Integer version && version > FORMAT) {
            throw new JournalException(
                Kind.UNKNOWN_VERSION,
                path,
                String.format(
                    "the journal has format %d, this version of the library reads formats up to %d;"
                        + " use a newer version",
                    version, FORMAT),
                null);
          }
          List<@Nullable Object[]> rows = rows("SELECT * FROM facts", 10);
          @Nullable Object[] row = rows.size() == 1 ? rows.get(0) : new @Nullable Object[10];
          if (row[9] == null || !row[9].equals(OutcomeRow.checksum(row, 9))) {
            throw JournalFailures.damaged(path, "the facts in the database are damaged", null);
          }
          return new Facts(
              String.valueOf(row[2]),
              String.valueOf(row[3]),
              number(row[4]),
              number(row[6]),
              number(row[7]),
              number(row[8]));
        });
  }

  private static long number(@Nullable Object value) {
    return (Long) Objects.requireNonNull(value);
  }

  /** Returns the first problem of {@code PRAGMA integrity_check}; null if there is none. */
  @Nullable String integrityProblem() {
    return run(
        () -> {
          String result = String.valueOf(value("PRAGMA integrity_check(1)"));
          return result.equals("ok") ? null : result;
        });
  }

  /** Returns the number of outcomes. */
  long count() {
    return run(() -> number(rows("SELECT count(*) FROM outcomes", 1).get(0)[0]));
  }

  /** Returns the largest number of an outcome; 0 if there is none. */
  long lastNumber() {
    return run(() -> number(rows("SELECT ifnull(max(number), 0) FROM outcomes", 1).get(0)[0]));
  }

  /** Adds a row to the current transaction, which it begins if there is none. */
  void insert(OutcomeRow row) {
    run(
        () -> {
          begin();
          String marks = "?" + ", ?".repeat(Column.values().length - 1);
          update("INSERT INTO outcomes (" + COLUMNS + ") VALUES (" + marks + ")", row.values());
          return null;
        });
  }

  /** Writes the facts and commits the current transaction. */
  void commit(Facts facts) {
    run(
        () -> {
          update(
              "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", facts.values());
          execute("COMMIT");
          isWriting = false;
          return null;
        });
  }

  private void begin() throws SQLException {
    if (!isWriting) {
      execute("BEGIN IMMEDIATE");
      isWriting = true;
    }
  }

  /** Rolls the current transaction back. */
  void rollback() {
    if (isWriting) {
      isWriting = false;
      try {
        execute("ROLLBACK");
      } catch (SQLException e) {
        // SQLite has already rolled back, as it does after most errors.
      }
    }
  }

  /** Returns the latest outcome of a key up to a number. */
  @Nullable OutcomeRow ofKey(String key, long upTo) {
    return one(
        "WHERE key = ? AND number <= ? ORDER BY number DESC LIMIT 1",
        OutcomeRow.keyValue(key),
        upTo);
  }

  /** Returns the latest outcome of a content. */
  @Nullable OutcomeRow ofContent(ContentHash content) {
    return one("WHERE content = ? ORDER BY number DESC LIMIT 1", content.bytes());
  }

  /** Returns the outcome with a number. */
  @Nullable OutcomeRow ofNumber(long number) {
    return one("WHERE number = ?", number);
  }

  private @Nullable OutcomeRow one(String where, Object... parameters) {
    List<OutcomeRow> rows = select(where, parameters);
    return rows.isEmpty() ? null : rows.get(0);
  }

  /**
   * Returns the outcomes with numbers from {@code from} to {@code to} that are the latest of their
   * keys up to {@code upTo}.
   */
  List<OutcomeRow> latest(long from, long to, long upTo) {
    return select(
        "AS o WHERE number BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM outcomes WHERE"
            + " key = o.key AND number > o.number AND number <= ?) ORDER BY number",
        from,
        to,
        upTo);
  }

  private List<OutcomeRow> select(String rest, Object... parameters) {
    return run(
        () -> {
          String sql = "SELECT " + COLUMNS + " FROM outcomes " + rest;
          List<OutcomeRow> rows = new ArrayList<>();
          for (@Nullable Object[] values : rows(sql, Column.values().length, parameters)) {
            OutcomeRow row = OutcomeRow.of(values);
            if (!row.isIntact()) {
              throw JournalFailures.damaged(
                  path, "the outcome number " + values[0] + " is damaged", null);
            }
            rows.add(row);
          }
          return rows;
        });
  }

  private List<@Nullable Object[]> rows(String sql, int columns, Object... parameters)
      throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    PreparedStatement statement = prepare(sql, parameters);
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        @Nullable Object[] values = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
          Object value = result.getObject(i + 1);
          values[i] = value instanceof Integer number ? (Long) (long) number : value;
        }
        rows.add(values);
      }
    } catch (SQLException e) {
      statements.remove(sql); // sqlite-jdbc has closed it
      throw e;
    }
    return rows;
  }

  private void update(String sql, @Nullable Object... parameters) throws SQLException {
    prepare(sql, parameters).executeUpdate();
  }

  private PreparedStatement prepare(String sql, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private @Nullable Object value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getObject(1) : null;
    }
  }

  private interface Action<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  private <T extends @Nullable Object> T run(Action<T> action) {
    try {
      return action.run();
    } catch (SQLException e) {
      throw JournalFailures.of(path, e);
    }
  }

  @Override
  public void close() {
    rollback();
    try {
      value("PRAGMA journal_mode = DELETE"); // removes the empty rollback journal
    } catch (SQLException e) {
      // It stays, and does no harm.
    }
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      connection.close();
    } catch (SQLException e) {
      throw JournalFailures.of(path, e);
    }
  }
}
