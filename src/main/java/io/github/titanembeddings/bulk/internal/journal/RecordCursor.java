package io.github.titanembeddings.bulk.internal.journal;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The records of a journal one by one. Not safe for use by several threads. */
public final class RecordCursor implements Iterator<JournalRecord> {
  private final JournalStore store;
  private final RecordScanner scanner;
  private @Nullable JournalRecord next;
  private boolean ended;

  RecordCursor(JournalStore store, RecordScanner scanner) {
    this.store = store;
    this.scanner = scanner;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = store.next(scanner);
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public JournalRecord next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    JournalRecord record = next;
    next = null;
    return record;
  }
}
