package io.github.titanembeddings.bulk.internal.journal;

import java.util.function.LongPredicate;

/**
 * Finds numbers by hashes in 16 to 40 bytes of memory each: an open table of the upper half of each
 * hash and the number. The hash only leads to candidates; whoever looks up says which is right. The
 * table is in pages, as collectors round large arrays up by whole regions. Not safe for use by
 * several threads.
 */
final class OffsetTable {
  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int MAX_BITS = 30;

  private int[][] tags = new int[1][PAGE];
  private long[][] values = new long[1][PAGE];
  private int bits = PAGE_BITS;
  private int size;

  int size() {
    return size;
  }

  /** The value of this hash that is right, or 0. */
  long find(long hash, LongPredicate right) {
    return value(slot(tag(hash), right));
  }

  /** Puts a value, which must not be 0, in the place of the right one and gives that, or 0. */
  long replace(long hash, long value, LongPredicate right) {
    int slot = slot(tag(hash), right);
    long old = value(slot);
    set(slot, tag(hash), value);
    if (old == 0) {
      size++;
      growIfFull();
    }
    return old;
  }

  /** Keeps of each value only these bits, which must not leave 0. */
  void mask(long kept) {
    for (long[] page : values) {
      for (int i = 0; i < PAGE; i++) {
        page[i] &= kept;
      }
    }
  }

  /** The slot of the right value, or the empty one where it would be. */
  private int slot(int tag, LongPredicate right) {
    int last = (1 << bits) - 1;
    int slot = tag >>> (Integer.SIZE - bits);
    while (value(slot) != 0 && !(tagAt(slot) == tag && right.test(value(slot)))) {
      slot = (slot + 1) & last;
    }
    return slot;
  }

  private void growIfFull() {
    if (size <= (1 << bits) / 4 * 3) {
      return;
    }
    if (bits == MAX_BITS) {
      throw new IllegalStateException("more than " + (size - 1) + " items in one journal");
    }
    int[][] oldTags = tags;
    long[][] oldValues = values;
    bits++;
    tags = new int[2 * oldTags.length][PAGE];
    values = new long[2 * oldValues.length][PAGE];
    for (int page = 0; page < oldValues.length; page++) {
      for (int i = 0; i < PAGE; i++) {
        int tag = oldTags[page][i];
        if (oldValues[page][i] != 0) {
          set(slot(tag, value -> false), tag, oldValues[page][i]);
        }
      }
    }
  }

  private long value(int slot) {
    return values[slot >>> PAGE_BITS][slot & (PAGE - 1)];
  }

  private int tagAt(int slot) {
    return tags[slot >>> PAGE_BITS][slot & (PAGE - 1)];
  }

  private void set(int slot, int tag, long value) {
    tags[slot >>> PAGE_BITS][slot & (PAGE - 1)] = tag;
    values[slot >>> PAGE_BITS][slot & (PAGE - 1)] = value;
  }

  private static int tag(long hash) {
    return (int) (hash >>> Integer.SIZE);
  }
}
