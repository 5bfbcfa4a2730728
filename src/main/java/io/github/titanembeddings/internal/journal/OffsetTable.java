package io.github.titanembeddings.internal.journal;

import java.util.function.LongPredicate;

/**
 * Finds numbers by hashes in 12 to 40 bytes of memory each: an open table of the upper half of each
 * hash and the number. The hash only leads to candidates; whoever looks up says which is right. Not
 * safe for use by several threads.
 */
final class OffsetTable {
  private static final int FIRST_BITS = 6;
  private static final int MAX_BITS = 30;

  private int[] tags = new int[1 << FIRST_BITS];
  private long[] values = new long[1 << FIRST_BITS];
  private int bits = FIRST_BITS;
  private int size;

  int size() {
    return size;
  }

  /** The value of this hash that is right, or 0. */
  long find(long hash, LongPredicate right) {
    return values[slot(tag(hash), right)];
  }

  /** Puts a value, which must not be 0, in the place of the right one and gives that, or 0. */
  long replace(long hash, long value, LongPredicate right) {
    int slot = slot(tag(hash), right);
    long old = values[slot];
    tags[slot] = tag(hash);
    values[slot] = value;
    if (old == 0) {
      size++;
      growIfFull();
    }
    return old;
  }

  /** Keeps of each value only these bits, which must not leave 0. */
  void mask(long kept) {
    for (int i = 0; i < values.length; i++) {
      values[i] &= kept;
    }
  }

  /** The slot of the right value, or the empty one where it would be. */
  private int slot(int tag, LongPredicate right) {
    int slot = tag >>> (Integer.SIZE - bits);
    while (values[slot] != 0 && !(tags[slot] == tag && right.test(values[slot]))) {
      slot = (slot + 1) & (values.length - 1);
    }
    return slot;
  }

  private void growIfFull() {
    if (size <= values.length / 4 * 3) {
      return;
    }
    if (bits == MAX_BITS) {
      throw new IllegalStateException("more than " + size + " items in one journal");
    }
    int[] oldTags = tags;
    long[] oldValues = values;
    bits++;
    tags = new int[1 << bits];
    values = new long[1 << bits];
    for (int i = 0; i < oldValues.length; i++) {
      if (oldValues[i] != 0) {
        int slot = slot(oldTags[i], value -> false);
        tags[slot] = oldTags[i];
        values[slot] = oldValues[i];
      }
    }
  }

  private static int tag(long hash) {
    return (int) (hash >>> Integer.SIZE);
  }
}
