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
  /**
   * Lines of {@code quick_check} without damage to the table itself. A Tree line names a root page;
   * the table's own is rejected separately.
   */
  private static final String OF_TREES =
      "ok|\\*\\*\\* in database .*|Tree \\d+ .*|wrong # of entries in index .*";

  /**
   * Selects 1 if the rows are complete and valid. Once writing ends, records after the last job
   * belong to on-demand calls, unless they could fill the smallest job: then a job is lost.
   */
  private static final String IS_WHOLE =
      """
      SELECT
        (SELECT count(*) = 1 AND count(*) = total(
            id = 1
            AND folder LIKE 's3://%/' || tag || '/'
            AND stage IN ('WRITING', 'WRITTEN', 'DONE')
            AND typeof(vector_length) = 'integer')
          FROM batch_run)
        AND (SELECT count(*) = ifnull(max(number), 0) AND count(*) = total(
            number >= 1
            AND first IN (1, (SELECT last + 1 FROM batch_jobs WHERE number = job.number - 1))
            AND first <= last
            AND min(last, records, padding, bytes, files) >= 0
            AND typeof(max(last, records, padding, bytes, files)) = 'integer'
            AND stage IN ('UPLOADED', 'SUBMITTED', 'READ')
            AND typeof(arn) IN ('text', 'null'))
          FROM batch_jobs AS job)
        AND (SELECT count(*) = ifnull(max(number), 0) AND count(*) = total(
            number >= 1
            AND iif(key IS NULL, content IS NULL, typeof(content) = 'blob')
            AND same_as BETWEEN 0 AND number - 1)
          FROM batch_items)
        AND (SELECT ifnull(max(number), 0) FROM batch_items)
          >= (SELECT ifnull(max(last), 0) FROM batch_jobs)
        AND ((SELECT stage FROM batch_run) = 'WRITING'
          OR (SELECT count(*) < ifnull((SELECT min(records + padding) FROM batch_jobs), count(*) + 1)
            FROM batch_items
            WHERE key IS NOT NULL AND same_as = 0 AND outcome = 0
              AND number > (SELECT ifnull(max(last), 0) FROM batch_jobs)))
      """;

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
    String names = "('" + String.join("', '", JournalDatabase.BATCH_TABLES) + "')";
    String rows = "SELECT count(*) FROM sqlite_master WHERE name IN " + names;
    if (old.number(rows + " OR tbl_name IN " + names) > 0) {
      JournalTables.BATCH_SCHEMA.forEach(target::change);
      for (String table : JournalDatabase.BATCH_TABLES) {
        requireIntact(table);
        old.query("SELECT * FROM " + table + " NOT INDEXED", row -> insert(table, row));
      }
      if (target.number(IS_WHOLE) != 1) { // a lost page may leave no other trace
        throw JournalFailures.damaged(old.path(), "rows of the batch run are lost or damaged");
      }
      String items = "SELECT number, content, outcome FROM batch_items WHERE outcome IS NOT 0";
      target.query(items, this::renumber);
    }
  }

  /** SQLite omits rows without an error if the count or the place of a page's rows is damaged. */
  private void requireIntact(String table) {
    String tree = "SELECT ifnull(max(rootpage), 0) FROM sqlite_master WHERE name = '" + table + "'";
    String ofTable = "Tree " + old.number(tree) + " ";
    boolean isIntact =
        old.query("PRAGMA quick_check(" + table + ")", row -> row.getString(1)).stream()
            .flatMap(String::lines)
            .allMatch(line -> line.matches(OF_TREES) && !line.startsWith(ofTable));
    if (!isIntact) {
      throw JournalFailures.damaged(old.path(), "the table " + table + " is damaged");
    }
  }

  private int insert(String table, ResultSet row) throws SQLException {
    List<@Nullable Object> values = JournalDatabase.values(row);
    if (table.equals("batch_items")) {
      JournalTables.requireIntactItem(values);
      if (values.size() < JournalTables.ITEM_COLUMNS.size()) {
        values.add(null); // the checksum
      }
    }
    String marks = "?" + ", ?".repeat(values.size() - 1);
    return target.change("INSERT INTO " + table + " VALUES (" + marks + ")", values.toArray());
  }

  /** Sets an item's new outcome number; 0 if the outcome is lost or its content differs. */
  private int renumber(ResultSet item) throws SQLException {
    int number = outcomes.newNumber(item.getLong(3));
    OutcomeRow row = number == 0 ? null : target.ofNumber(number);
    boolean isOfContent = row != null && Arrays.equals(row.content().bytes(), item.getBytes(2));
    return target.change(
        "UPDATE batch_items SET outcome = ? WHERE number = ?",
        isOfContent ? number : 0,
        item.getLong(1));
  }
}
