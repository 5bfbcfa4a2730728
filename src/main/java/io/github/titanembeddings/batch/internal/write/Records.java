package io.github.titanembeddings.batch.internal.write;

import org.jspecify.annotations.Nullable;

/** The records to write. */
interface Records {
  /** Returns the next record; null at the end. */
  SpillFile.@Nullable Entry next();

  /** Enters a record without an item, and returns its number. */
  long enterPadding();
}
