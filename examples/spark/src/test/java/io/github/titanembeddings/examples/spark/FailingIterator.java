package io.github.titanembeddings.examples.spark;

import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Fails after a number of rows. */
final class FailingIterator implements Iterator<Row> {
  private final Iterator<Row> rows;
  private long left;

  FailingIterator(Iterator<Row> rows, long rowsBeforeFailure) {
    this.rows = rows;
    this.left = rowsBeforeFailure;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    if (left-- == 0) {
      throw new IllegalStateException("an injected failure");
    }
    return rows.next();
  }
}
