package io.github.titanembeddings.internal.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads eight ASCII digits at once, as the eight bytes of a long: the first digit is the lowest.
 */
final class EightDigits {
  static final int COUNT = 8;
  static final long POWER = 100_000_000L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_HALVES = 0xF0F0F0F0F0F0F0F0L;
  private static final long SIXES = 0x0606060606060606L;
  private static final long THREES = 0x3333333333333333L;

  private EightDigits() {}

  /** The number of eight digits at a place, or -1 if there are fewer. */
  static long at(byte[] text, int place) {
    if (place > text.length - COUNT) {
      return -1;
    }
    long digits = (long) LONGS.get(text, place);
    return areDigits(digits) ? number(digits) : -1;
  }

  /** A digit is 0x30 to 0x39: its high half is 3, and still is when 6 is added. */
  private static boolean areDigits(long signs) {
    return ((signs & HIGH_HALVES) | (((signs + SIXES) & HIGH_HALVES) >>> 4)) == THREES;
  }

  /** Joins neighbours, twice as many in each step: by 10, by 100 and by 10,000. */
  private static long number(long digits) {
    long pairs = ((digits & 0x0F0F0F0F0F0F0F0FL) * (1 + (10 << 8))) >>> 8;
    long fours = ((pairs & 0x00FF00FF00FF00FFL) * (1 + (100 << 16))) >>> 16;
    return ((fours & 0x0000FFFF0000FFFFL) * (1 + (10_000L << 32))) >>> 32;
  }
}
