package io.github.titanembeddings.bulk.internal.journal;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives batch jobs access to the log of a journal, as the JDK's {@code SharedSecrets} do. {@code
 * Journal} sets the instance when it is initialized, and is an {@code Object} here, so that this
 * class does not depend on it.
 */
public record JournalAccess(Function<Object, OutcomeLog> log) {
  private static volatile @Nullable JournalAccess instance;

  /** Returns the tables of a journal. */
  public static JournalTables tablesOf(Object journal) {
    return new JournalTables(
        Objects.requireNonNull(instance, "Journal is not initialized").log.apply(journal));
  }

  public static void set(JournalAccess access) {
    instance = access;
  }
}
