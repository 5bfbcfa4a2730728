package io.github.titanembeddings.finetune.dataset.internal.check;

/**
 * Finds numbers by fingerprints: open addressing in primitive arrays, 12 bytes a slot. It is cut
 * into segments that grow one by one and by a quarter, so there is never much room to spare.
 */
public final class FingerprintTable {
  public static final int ABSENT = Integer.MIN_VALUE;

  private static final int SEGMENTS = 64;
  private static final int FIRST_SLOTS = 16;
  private static final double FULL = 0.8;

  private final long[][] keys = new long[SEGMENTS][];
  private final int[][] values = new int[SEGMENTS][];
  private final int[] sizes = new int[SEGMENTS];

  /** The value of a fingerprint; if there is none, it gets this one, and the answer is ABSENT. */
  public int putIfAbsent(long fingerprint, int value) {
    long key = fingerprint == 0 ? 1 : fingerprint; // 0 marks a free slot
    int segment = (int) key & (SEGMENTS - 1);
    if (keys[segment] == null) {
      keys[segment] = new long[FIRST_SLOTS];
      values[segment] = new int[FIRST_SLOTS];
    }
    int slot = slot(keys[segment], key);
    if (keys[segment][slot] == key) {
      return values[segment][slot];
    }
    keys[segment][slot] = key;
    values[segment][slot] = value;
    if (++sizes[segment] > keys[segment].length * FULL) {
      grow(segment);
    }
    return ABSENT;
  }

  /** The slot of a key, or the free one where it belongs. */
  private static int slot(long[] slots, long key) {
    int slot = (int) (((key >>> 32) * slots.length) >>> 32);
    while (slots[slot] != 0 && slots[slot] != key) {
      slot = slot + 1 == slots.length ? 0 : slot + 1;
    }
    return slot;
  }

  private void grow(int segment) {
    long[] oldKeys = keys[segment];
    int[] oldValues = values[segment];
    int slots = oldKeys.length + oldKeys.length / 4;
    long[] newKeys = new long[slots];
    int[] newValues = new int[slots];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(newKeys, oldKeys[i]);
        newKeys[slot] = oldKeys[i];
        newValues[slot] = oldValues[i];
      }
    }
    keys[segment] = newKeys;
    values[segment] = newValues;
  }
}
