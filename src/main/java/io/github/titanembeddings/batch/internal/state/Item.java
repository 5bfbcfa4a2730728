package io.github.titanembeddings.batch.internal.state;

import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.bulk.internal.journal.JournalDatabase;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item of a run of batch jobs.
 *
 * @param number the number, from 1 in each run
 * @param key the key; null for padding
 * @param content the hash of the content; null for padding
 * @param sameAs the number of the item whose record has the same content; 0 if it has its own
 * @param outcome the number of the outcome in the journal; 0 if there is none
 * @param truncation how the text was cut, in the format of the journal
 * @param adjustment how the image was changed, in the format of the journal
 */
public record Item(
    long number,
    @Nullable String key,
    @Nullable ContentHash content,
    long sameAs,
    long outcome,
    @Nullable String truncation,
    @Nullable String adjustment) {
  static final String SELECT =
      "SELECT " + String.join(", ", JournalTables.ITEM_COLUMNS) + " FROM batch_items ";

  static Item of(ResultSet row) throws SQLException {
    JournalTables.requireIntactItem(JournalDatabase.values(row));
    Object key = row.getObject(2);
    byte[] content = row.getBytes(3);
    return new Item(
        row.getLong(1),
        key == null ? null : OutcomeRow.key(key),
        content == null ? null : new ContentHash(ByteBuffer.wrap(content)),
        row.getLong(4),
        row.getLong(5),
        row.getString(6),
        row.getString(7));
  }

  /** Returns the values of the columns. */
  Object[] values() {
    Object keyValue = key == null ? null : OutcomeRow.keyValue(key);
    byte[] hash = content == null ? null : content.bytes();
    List<@Nullable Object> values = new ArrayList<>();
    Collections.addAll(values, number, keyValue, hash, sameAs, outcome, truncation, adjustment);
    values.add(JournalTables.itemChecksum(values));
    return values.toArray();
  }
}
