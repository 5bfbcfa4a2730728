package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.storage.ObjectStore;

/** The arguments of {@link ObjectStore#read}. */
public final class ReadRange {
  private ReadRange() {}

  /** Refuses a range that no object has. */
  public static void require(long offset, int length) {
    if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "offset must be at least 0 and length at least 1; got offset "
              + offset
              + " and length "
              + length
              + " bytes");
    }
  }
}
