package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.internal.journal.JournalDatabase.Mapper;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * The intact outcomes of a damaged database. A row is found by a scan from either end, which stops
 * at a damaged page, or by its number, and belongs to the set if its checksum is right.
 */
final class IntactOutcomes {
  private static final int ROW_BYTES_MIN = 64; // of the hash, the time and the checksum alone
  private static final String UPWARD = "ORDER BY rowid LIMIT ?";
  private static final String DOWNWARD = "ORDER BY rowid DESC LIMIT ?";
  private static final String BY_NUMBER = "WHERE rowid = ? LIMIT 1";

  private final JournalDatabase old;
  private final long limit; // else a scan of pages that refer to each other may not end
  private final long bytes;
  private long unread; // bytes left to read; bounds the scan of rows that share pages
  private final BitSet numbers = new BitSet();
  private final int[] newNumbers;

  /**
   * Reads the database.
   *
   * @param known the number of rows that should be there
   * @param bytes the size of the file
   */
  IntactOutcomes(JournalDatabase old, long known, long bytes) {
    this.old = old;
    limit = Math.min(bytes / ROW_BYTES_MIN, Integer.MAX_VALUE - 1);
    this.bytes = bytes;
    boolean isRead = scan(UPWARD, this::add);
    if (!isRead || numbers.cardinality() < last(known)) {
      scan(DOWNWARD, this::add);
    }
    long last = Math.min(last(known), limit);
    unread = bytes;
    for (int i = numbers.nextClearBit(1); i <= last; i = numbers.nextClearBit(i + 1)) {
      read(BY_NUMBER, this::add, i);
    }
    newNumbers = new int[numbers.length()];
    int count = 0;
    for (int i = numbers.nextSetBit(1); i > 0; i = numbers.nextSetBit(i + 1)) {
      newNumbers[i] = ++count;
    }
  }

  private boolean scan(String order, Consumer<OutcomeRow> action) {
    unread = bytes;
    return read(order, action, limit);
  }

  /** Passes on the intact ones of some rows up to damage; returns whether there was none. */
  private boolean read(String rest, Consumer<OutcomeRow> action, long parameter) {
    if (unread < 0) {
      return false;
    }
    Mapper<OutcomeRow> pass =
        result -> {
          OutcomeRow row = JournalDatabase.row(result);
          unread -= row.byteCount();
          if (unread < 0) {
            throw JournalDatabase.damagedRow("a page that rows share");
          }
          if (row.isIntact() && row.number() > 0 && row.number() <= limit) {
            action.accept(row);
          }
          return row;
        };
    try {
      old.read("SELECT * FROM outcomes NOT INDEXED " + rest, pass, parameter);
      return true;
    } catch (SQLException e) {
      JournalFailures.requireDamage(JournalFailures.of(old.path(), e));
      return false;
    }
  }

  private void add(OutcomeRow row) {
    numbers.set((int) row.number());
  }

  /** Returns the number of the last intact outcome, or the number that is known if it is larger. */
  long last(long known) {
    return Math.max(known, numbers.length() - 1);
  }

  /** Returns the number of an outcome if only the intact ones are counted; 0 if it is lost. */
  int newNumber(long number) {
    return number > 0 && number < newNumbers.length ? newNumbers[(int) number] : 0;
  }

  /** Passes on each row once with its new number, most in their order. */
  void forEach(Consumer<OutcomeRow> action) {
    BitSet left = (BitSet) numbers.clone();
    Consumer<OutcomeRow> once =
        row -> {
          int number = (int) row.number();
          if (left.get(number)) {
            action.accept(row.renumbered(newNumber(number)));
            left.clear(number);
          }
        };
    scan(UPWARD, once);
    unread = bytes;
    for (int i = left.nextSetBit(1); i > 0; i = left.nextSetBit(i + 1)) {
      read(BY_NUMBER, once, i);
    }
    if (!left.isEmpty()) {
      scan(DOWNWARD, once);
    }
    if (!left.isEmpty()) { // the disk returns other data than before
      throw JournalFailures.missing(old.path(), left.cardinality());
    }
  }
}
