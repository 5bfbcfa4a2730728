package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow.Column;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SQLite database of a journal: all SQL on outcomes and facts. Not thread-safe. */
public final class JournalDatabase implements AutoCloseable {
  static final List<String> BATCH_TABLES = List.of("batch_run", "batch_jobs", "batch_items");

  /** {@code PRAGMA application_id} of a journal, "TITN". */
  static final int APPLICATION_ID = 0x5449544e;

  static final int FORMAT = 2;

  /** Changes when another connection commits. */
  private static final String DATA_VERSION = "PRAGMA data_version";

  private static final int SQLITE_CORRUPT = 11;
  private static final String USER_VERSION = "PRAGMA user_version";

  private final Path path;
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private long dataVersion;
  private boolean isWriting;
  private @Nullable Boolean hasBatchRun; // null if it must be looked up
  private long format = FORMAT; // the next transaction upgrades an old one

  private JournalDatabase(Path path, Connection connection) {
    this.path = path;
    this.connection = connection;
  }

  /** Opens a database, with the parameters of {@link JournalConnection#open}. */
  static JournalDatabase open(Path path, Path real, boolean isPowerSafe, int maxPages) {
    return new JournalDatabase(path, JournalConnection.open(path, real, isPowerSafe, maxPages));
  }

  /** Opens a damaged database to read it; ignores damage to its schema. */
  static JournalDatabase openDamaged(Path path, Path real) {
    JournalDatabase database = new JournalDatabase(path, JournalConnection.openDamaged(path, real));
    database.execute("PRAGMA writable_schema = ON");
    return database;
  }

  void create(Facts facts) {
    begin();
    execute("PRAGMA application_id = " + APPLICATION_ID);
    execute(USER_VERSION + " = " + FORMAT);
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
    commit(facts);
  }

  /** Returns the facts; throws if they or the header are damaged, or the format is unknown. */
  Facts facts() {
    Facts facts = factsDespiteHeader();
    if (number(USER_VERSION) != format) {
      throw JournalFailures.damaged(path, "the format in the header of the database is damaged");
    }
    return facts;
  }

  /** Returns the facts; throws if they are damaged, a view, or of an unknown format. */
  Facts factsDespiteHeader() {
    long version = number(USER_VERSION);
    List<List<@Nullable Object>> rows = List.of();
    try {
      requireNoViews();
      rows = query("SELECT * FROM facts LIMIT 2", JournalDatabase::values);
    } catch (JournalException e) {
      if (version <= FORMAT) {
        throw e;
      }
    }
    List<@Nullable Object> row = rows.size() == 1 ? rows.get(0) : List.of();
    boolean isIntact = Facts.isIntact(row);
    format = isIntact ? Facts.format(row) : version;
    if (format > FORMAT) {
      throw JournalFailures.unknownFormat(path, format, FORMAT);
    }
    if (!isIntact) {
      throw JournalFailures.damaged(path, "the facts in the database are damaged");
    }
    return Facts.of(row);
  }

  /** Rejects a view that is named like a table, since a query of it may never end. */
  private void requireNoViews() {
    String tables = "('facts', 'outcomes', '" + String.join("', '", BATCH_TABLES) + "')";
    String views =
        "SELECT name FROM pragma_table_list WHERE type = 'view' AND lower(name) IN " + tables;
    for (String name : query(views, row -> row.getString(1))) {
      throw JournalFailures.notAJournal(path, name + " is a view, not a table");
    }
  }

  /** Throws if the structure of the database or its indexes is damaged. */
  void checkIntegrity() {
    String result = query("PRAGMA integrity_check(1)", row -> row.getString(1)).get(0);
    if (!result.equals("ok")) {
      throw JournalFailures.damaged(path, "the database is damaged: " + result);
    }
  }

  long count() {
    return number("SELECT count(*) FROM outcomes");
  }

  /** Returns the largest number of an outcome; 0 if there is none. */
  long lastNumber() {
    return number("SELECT ifnull(max(number), 0) FROM outcomes");
  }

  Path path() {
    return path;
  }

  long number(String sql) {
    return query(sql, result -> result.getLong(1)).get(0);
  }

  /** Adds a row to the current transaction, which it begins if there is none. */
  void insert(OutcomeRow row) {
    begin();
    update("INSERT INTO outcomes", Stream.of(Column.values()).map(row::value).toArray());
  }

  void commit(Facts facts) {
    begin();
    update("REPLACE INTO facts", facts.values());
    execute("COMMIT");
    isWriting = false;
    format = FORMAT;
  }

  /** Throws if a transaction that changes the database fails; leaves the database unchanged. */
  void requireWritable(Facts facts) {
    try {
      begin();
      update("REPLACE INTO facts", facts.values());
    } finally {
      rollback();
    }
  }

  /**
   * Executes a statement in the current transaction, which it begins if there is none; returns the
   * number of changed rows.
   */
  int change(String sql, @Nullable Object... parameters) {
    begin();
    if (sql.startsWith("CREATE")) {
      hasBatchRun = null;
    }
    try {
      return prepare(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      throw JournalFailures.of(path, e);
    }
  }

  boolean isWriting() {
    return isWriting;
  }

  private void begin() {
    if (!isWriting) {
      execute("BEGIN IMMEDIATE");
      isWriting = true;
      if (format < FORMAT) {
        closeStatements(); // they were compiled for the old columns
        execute("ALTER TABLE outcomes ADD COLUMN " + Column.BINARY.sqlName() + " BLOB");
        execute(USER_VERSION + " = " + FORMAT);
      }
    }
  }

  private void closeStatements() {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      statements.clear();
    } catch (SQLException e) {
      throw JournalFailures.of(path, e);
    }
  }

  void rollback() {
    if (isWriting) {
      isWriting = false;
      hasBatchRun = null;
      try {
        execute("ROLLBACK");
      } catch (JournalException e) {
        // SQLite has already rolled back, as it does after most errors.
      }
    }
  }

  /** Returns the latest outcome of a key up to a number. */
  @Nullable OutcomeRow ofKey(String key, long upTo) {
    return latest(Column.KEY, OutcomeRow.keyValue(key), upTo);
  }

  @Nullable OutcomeRow ofContent(ContentHash content) {
    return latest(Column.CONTENT, content.bytes(), Long.MAX_VALUE);
  }

  @Nullable OutcomeRow ofNumber(long number) {
    return latest(Column.NUMBER, number, number);
  }

  private @Nullable OutcomeRow latest(Column column, Object value, long upTo) {
    String name = column.sqlName();
    String where = "WHERE " + name + " = ? AND number <= ? ORDER BY number DESC LIMIT 1";
    List<OutcomeRow> rows = select(where, value, upTo);
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
    List<OutcomeRow> rows =
        query("SELECT * FROM outcomes " + rest, JournalDatabase::row, parameters);
    for (OutcomeRow row : rows) {
      if (!row.isIntact()) {
        throw JournalFailures.damaged(
            path, "the outcome number " + row.value(Column.NUMBER) + " is damaged");
      }
    }
    return rows;
  }

  static OutcomeRow row(ResultSet result) throws SQLException {
    Map<Column, Object> values = new EnumMap<>(Column.class);
    int columns = result.getMetaData().getColumnCount(); // one fewer in format 1
    int i = 1;
    for (Column column : Column.values()) {
      Object value = i > columns ? null : value(result, i);
      if (value != null) {
        values.put(column, value);
      }
      i++;
    }
    return new OutcomeRow(values);
  }

  /** Returns a value as {@link OutcomeRow#checksum} has it: integers are {@code Long}. */
  private static @Nullable Object value(ResultSet result, int column) throws SQLException {
    Object value = result.getObject(column);
    return value instanceof Integer number ? Long.valueOf(number) : value;
  }

  /** Returns the values of all columns of a row. */
  public static List<@Nullable Object> values(ResultSet row) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      values.add(value(row, i));
    }
    return values;
  }

  /** Maps the current row of a result; throws {@link #damagedRow} if its checksum is wrong. */
  public interface Mapper<T> {
    T map(ResultSet result) throws SQLException;
  }

  /** Returns an exception that {@link #query} translates like SQLite's own for a damaged file. */
  public static SQLException damagedRow(String row) {
    return new SQLException(row + " is damaged", "", SQLITE_CORRUPT);
  }

  <T> List<T> query(String sql, Mapper<T> mapper, Object... parameters) {
    List<T> rows = new ArrayList<>();
    try {
      read(sql, row -> rows.add(mapper.map(row)), parameters);
      return rows;
    } catch (SQLException e) {
      throw JournalFailures.of(path, e);
    }
  }

  void read(String sql, Mapper<?> mapper, Object... parameters) throws SQLException {
    try (ResultSet result = prepare(sql, parameters).executeQuery()) {
      while (result.next()) {
        mapper.map(result);
      }
    } catch (SQLException e) {
      try (PreparedStatement failed = statements.remove(sql)) { // sqlite-jdbc closes some itself
        throw e;
      }
    }
  }

  private void update(String insert, @Nullable Object[] values) {
    change(insert + " VALUES (?" + ", ?".repeat(values.length - 1) + ")", values);
  }

  private PreparedStatement prepare(String sql, @Nullable Object[] parameters) throws SQLException {
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

  private void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw JournalFailures.of(path, e);
    }
  }

  /** Returns whether the database holds a batch run, also one that is not committed. */
  boolean hasBatchRun() {
    if (hasBatchRun == null) {
      hasBatchRun = number("SELECT count(*) FROM sqlite_master WHERE name = 'batch_run'") > 0;
    }
    return hasBatchRun;
  }

  /** Remembers the present content, for {@link #isChangedByOthers}. */
  void rememberVersion() {
    dataVersion = number(DATA_VERSION);
  }

  /** Returns whether another program changed the remembered content, or may have. */
  boolean isChangedByOthers() {
    try {
      return number(DATA_VERSION) != dataVersion;
    } catch (JournalException e) {
      return true;
    }
  }

  /** Deletes the empty rollback journal, by its path, at the end of the last transaction. */
  void deleteRollbackJournal() {
    rollback();
    try {
      execute("PRAGMA journal_mode = DELETE");
    } catch (JournalException e) {
      // The empty file stays, which is harmless.
    }
  }

  @Override
  public void close() {
    rollback();
    try (connection) {
      closeStatements();
    } catch (SQLException e) {
      throw JournalFailures.of(path, e);
    }
  }
}
