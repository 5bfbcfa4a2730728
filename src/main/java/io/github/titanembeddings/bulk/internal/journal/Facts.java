package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.internal.LibraryVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of the table {@code facts}; {@code vectorLength} is 0 before the first vector, {@code
 * embedded} and {@code failed} count keys by their latest outcome.
 */
record Facts(
    String journal, String model, long vectorLength, long outcomes, long embedded, long failed) {
  /** Returns the facts of a journal that is created, with an identity of its own. */
  static Facts ofNewJournal(String model) {
    return new Facts(UUID.randomUUID().toString(), model, 0, 0, 0, 0);
  }

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

  /** Returns whether the values of a row are as {@link #values} returns them. */
  static boolean isIntact(List<@Nullable Object> row) {
    return row.size() == 10 && Objects.equals(row.get(9), OutcomeRow.checksum(row.subList(0, 9)));
  }

  /** Returns the format in an intact row. */
  static long format(List<@Nullable Object> row) {
    return number(row, 1);
  }

  /** Returns the facts in an intact row. */
  static Facts of(List<@Nullable Object> row) {
    return new Facts(
        text(row, 2), text(row, 3), number(row, 4), number(row, 6), number(row, 7), number(row, 8));
  }

  private static String text(List<@Nullable Object> row, int column) {
    return (String) Objects.requireNonNull(row.get(column));
  }

  private static long number(List<@Nullable Object> row, int column) {
    return (Long) Objects.requireNonNull(row.get(column));
  }

  Object[] values() {
    String version = LibraryVersion.get();
    Object[] values = {
      1L,
      (long) JournalDatabase.FORMAT,
      journal,
      model,
      vectorLength,
      version,
      outcomes,
      embedded,
      failed,
      0L
    };
    values[9] = OutcomeRow.checksum(Arrays.asList(values).subList(0, 9));
    return values;
  }
}
