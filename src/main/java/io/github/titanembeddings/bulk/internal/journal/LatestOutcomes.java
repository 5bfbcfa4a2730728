package io.github.titanembeddings.bulk.internal.journal;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;

/**
 * The latest outcome of each key as of a commit, in the order of recording, read page by page.
 * Throws at the end if the facts of the commit count more or fewer, as a damaged index may hide
 * rows.
 */
final class LatestOutcomes extends Spliterators.AbstractSpliterator<OutcomeRow> {
  private static final int ROWS_PER_READ = 256;

  private final Path path;
  private final Facts facts;
  private final Reader reader;
  private Iterator<OutcomeRow> page = List.<OutcomeRow>of().iterator();
  private long last; // number that was read
  private long missing;

  /** Reads the latest outcomes as of the commit with numbers from one to another. */
  interface Reader {
    List<OutcomeRow> read(long from, long to);
  }

  LatestOutcomes(Path path, Facts facts, Reader reader) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.path = path;
    this.facts = facts;
    this.reader = reader;
    this.missing = facts.embedded() + facts.failed();
  }

  @Override
  public boolean tryAdvance(Consumer<? super OutcomeRow> action) {
    while (!page.hasNext()) {
      if (last == facts.outcomes()) {
        requireAll();
        return false;
      }
      long from = last + 1;
      last = Math.min(facts.outcomes(), last + ROWS_PER_READ);
      page = reader.read(from, last).iterator();
    }
    missing--;
    action.accept(page.next());
    return true;
  }

  private void requireAll() {
    if (missing > 0) {
      throw JournalFailures.missing(path, missing);
    }
    if (missing < 0) {
      throw JournalFailures.mismatch(path);
    }
  }
}
