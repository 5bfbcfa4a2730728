package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.JournalException.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies the tables of batch jobs from a damaged database to a new one, all rows or none. */
record BatchRunCopy(JournalDatabase old, JournalDatabase target, IntactOutcomes outcomes) {
  private static final List<String> TABLES = List.of("batch_run", "batch_jobs", "batch_items");

  /** Returns whether all tables were copied, or there are none. */
  boolean run() {
    try {
      copy();
      return true;
    } catch (JournalException e) {
      if (e.kind() != Kind.DAMAGED && e.kind() != Kind.FAILED) { // a damaged row may fail anyhow
        throw e;
      }
      target.rollback();
      return false;
    }
  }

  private void copy() {
    String names = "('" + String.join("', '", TABLES) + "')";
    String rows = "SELECT count(*) FROM sqlite_master WHERE name IN " + names;
    if (old.number(rows + " OR tbl_name IN " + names) > 0) {
      JournalTables.BATCH_SCHEMA.forEach(target::change);
      for (String table : TABLES) {
        requireWhole(table);
        old.query("SELECT * FROM " + table + " NOT INDEXED", row -> insert(table, row));
      }
    }
  }

  /** SQLite omits rows without an error if the count or the place of a page's rows is damaged. */
  private void requireWhole(String table) {
    boolean isWhole =
        old.query("PRAGMA integrity_check(" + table + ")", row -> row.getString(1)).stream()
            .flatMap(String::lines)
            .allMatch(line -> line.equals("ok") || line.contains(" index "));
    if (!isWhole) {
      throw JournalFailures.damaged(old.path(), "the table " + table + " is damaged");
    }
  }

  /** Adds a row; an item gets the new number of its outcome. */
  private int insert(String table, ResultSet row) throws SQLException {
    List<@Nullable Object> values = JournalDatabase.values(row);
    if (table.equals("batch_items")) {
      JournalTables.requireIntactItem(values);
      if (values.size() < JournalTables.ITEM_COLUMNS.size()) {
        values.add(null); // the checksum
      }
      values.set(JournalTables.OUTCOME, newNumber(values));
    }
    String marks = "?" + ", ?".repeat(values.size() - 1);
    return target.change("INSERT INTO " + table + " VALUES (" + marks + ")", values.toArray());
  }

  /** Returns the new number of an item's outcome; 0 if it is lost or of another content. */
  private long newNumber(List<@Nullable Object> item) {
    boolean isNumber = item.get(JournalTables.OUTCOME) instanceof Long;
    long number = isNumber ? outcomes.newNumber((Long) item.get(JournalTables.OUTCOME)) : 0;
    OutcomeRow row = number == 0 ? null : target.ofNumber(number);
    boolean isOfContent =
        row != null
            && item.get(JournalTables.CONTENT) instanceof byte[] content
            && Arrays.equals(row.content().bytes(), content);
    return isOfContent ? number : 0;
  }
}
